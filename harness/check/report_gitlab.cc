#include "harness/check/report_gitlab.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/check/report_json.h"
#include "harness/check/report_words.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

const char* severity_of(Found found) {
  constexpr std::array<const char*, 7> kByFound = {"blocker", "critical", "major", "major",
                                                   "minor",   "info",     "info"};
  return kByFound[static_cast<size_t>(found)];
}

OrderedJson gitlab_location(const Finding& finding) {
  const SourcePlace* place = place_of(finding);
  if (place == nullptr)
    return {{"path", cell_name(finding.scenario, "")}, {"lines", {{"begin", 1}}}};
  return {{"path", place->file}, {"lines", {{"begin", std::max(place->line, 1)}}}};
}

// Fingerprints that were given, and how often.
using Given = std::map<std::string, int>;

std::string only_fingerprint_of(const Finding& finding, Given& given) {
  const std::string fingerprint = fingerprint_of(finding);
  const int times = given[fingerprint]++;
  return times == 0 ? fingerprint : fingerprint + "-" + std::to_string(times);
}

}  // namespace

void write_gitlab(const CheckReport& report, std::ostream& out) {
  OrderedJson entries = OrderedJson::array();
  Given given;
  for (const Finding& finding : report.findings) {
    entries.push_back({{"description", title_of(finding) + ": " + message_of(finding)},
                       {"check_name", std::string("heapdyno ") + name_of(finding.found)},
                       {"fingerprint", only_fingerprint_of(finding, given)},
                       {"severity", severity_of(finding.found)},
                       {"location", gitlab_location(finding)}});
  }
  write_json_text(entries, out);
}

}  // namespace heapdyno
