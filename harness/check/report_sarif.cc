#include "harness/check/report_sarif.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "harness/check/report_json.h"
#include "harness/check/report_words.h"

namespace heapdyno {
namespace {

using OrderedJson = nlohmann::ordered_json;

// GitHub wants a description and help of every rule.
struct Rule {
  const char* meaning;
  const char* help;
};

// By Found.
constexpr std::array<Rule, 7> kRules = {{
    {"A benchmark crashed, or is not what it says.", "Run it by itself and mend it."},
    {"There is nothing to compare with: no baseline, other work, or other figures of another "
     "toolchain.",
     "Make a baseline with heapdyno accept."},
    {"More is allocated, or done, than by the baseline.",
     "Mend the call sites that are named, or accept the figures with heapdyno accept."},
    {"The date of an accepted exception has passed.",
     "Mend what the exception is of, or accept it anew with heapdyno accept."},
    {"Less is allocated, or done, than by the baseline, which has not accepted it.",
     "Accept the better figures with heapdyno accept, so that they cannot be lost unseen."},
    {"Another call site makes the allocations that one no longer makes.",
     "Nothing needs to be done."},
    {"Something to know that fails nothing.", "Nothing needs to be done."},
}};

const char* level_of(Found found) {
  constexpr std::array<const char*, 3> kLevels = {"error", "warning", "note"};
  return kLevels[static_cast<size_t>(loudness_of(found))];
}

std::string rule_id(Found found) {
  std::string id = name_of(found);
  std::replace(id.begin(), id.end(), ' ', '-');
  return id;
}

OrderedJson text(const std::string& words) { return {{"text", words}}; }

OrderedJson rules() {
  OrderedJson rules = OrderedJson::array();
  for (size_t i = 0; i < kRules.size(); ++i) {
    const auto found = static_cast<Found>(i);
    rules.push_back({{"id", rule_id(found)},
                     {"shortDescription", text(name_of(found))},
                     {"fullDescription", text(kRules[i].meaning)},
                     {"help", text(kRules[i].help)},
                     {"defaultConfiguration", {{"level", level_of(found)}}}});
  }
  return rules;
}

std::string uri_of(const std::string& path) {
  return percent_escaped(path, [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) == 0 &&
           std::string_view("/-._~+").find(c) == std::string_view::npos;
  });
}

OrderedJson physical_location(const SourcePlace& place) {
  OrderedJson location = {
      {"artifactLocation", {{"uri", uri_of(place.file)}, {"uriBaseId", "%SRCROOT%"}}}};
  if (place.line > 0) location["region"] = {{"startLine", place.line}};
  return location;
}

OrderedJson location_of(const SourcePlace& place) {
  return {{"physicalLocation", physical_location(place)}};
}

OrderedJson related_locations(const Finding& finding) {
  OrderedJson locations = OrderedJson::array();
  for (const SiteDelta& site : finding.sites) {
    if (site.place.file.empty() || &site.place == place_of(finding)) continue;
    OrderedJson location = location_of(site.place);
    location["message"] = text(plain(text_of(site, finding.operations)));
    locations.push_back(std::move(location));
  }
  return locations;
}

OrderedJson text_on(const Finding& finding) {
  return text(title_of(finding) + ": " + paragraph_on(finding));
}

OrderedJson result_of(const Finding& finding, const SourcePlace& place) {
  OrderedJson result = {{"ruleId", rule_id(finding.found)},
                        {"ruleIndex", static_cast<size_t>(finding.found)},
                        {"level", level_of(finding.found)},
                        {"message", text_on(finding)},
                        {"locations", OrderedJson::array({location_of(place)})},
                        {"partialFingerprints", {{"heapdyno/v1", fingerprint_of(finding)}}}};
  OrderedJson related = related_locations(finding);
  if (!related.empty()) result["relatedLocations"] = std::move(related);
  return result;
}

OrderedJson notification_of(const Finding& finding) {
  return {{"level", level_of(finding.found)},
          {"message", text_on(finding)},
          {"associatedRule",
           {{"id", rule_id(finding.found)}, {"index", static_cast<size_t>(finding.found)}}}};
}

OrderedJson run_of(const CheckReport& report) {
  OrderedJson results = OrderedJson::array();
  OrderedJson notifications = OrderedJson::array();
  for (const Finding& finding : report.findings) {
    const SourcePlace* place = place_of(finding);
    if (place == nullptr)
      notifications.push_back(notification_of(finding));
    else
      results.push_back(result_of(finding, *place));
  }
  const OrderedJson invocation = {{"executionSuccessful", report.exit() != Exit::kFailed},
                                  {"exitCode", static_cast<int>(report.exit())},
                                  {"toolExecutionNotifications", std::move(notifications)}};
  return {{"tool", {{"driver", {{"name", "heapdyno"}, {"rules", rules()}}}}},
          {"invocations", OrderedJson::array({invocation})},
          {"columnKind", "utf16CodeUnits"},
          {"results", std::move(results)}};
}

}  // namespace

void write_sarif(const CheckReport& report, std::ostream& out) {
  write_json_text(
      {{"$schema",
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"},
       {"version", "2.1.0"},
       {"runs", OrderedJson::array({run_of(report)})}},
      out);
}

}  // namespace heapdyno
