#include "harness/check/report_words.h"

#include <algorithm>
#include <array>

#include "harness/base/json_file.h"
#include "harness/base/markup.h"
#include "harness/base/table.h"
#include "harness/base/words.h"
#include "scenarios/stream_digest.h"

namespace heapdyno {
namespace {

constexpr size_t kSitesInMessage = 5;

bool figure_changed(const Finding& finding) {
  return finding.before && finding.after && *finding.before != *finding.after;
}

bool is_noun(Found found) {
  return found == Found::kIncrease || found == Found::kDecrease || found == Found::kNote;
}

std::string tally(uint64_t count, Found found) {
  return is_noun(found) ? number_of(count, name_of(found))
                        : thousands(count) + " " + name_of(found);
}

}  // namespace

Loudness loudness_of(Found found) {
  constexpr std::array<Loudness, 7> kByFound = {
      Loudness::kError,   Loudness::kError,  Loudness::kError, Loudness::kError,
      Loudness::kWarning, Loudness::kNotice, Loudness::kNotice};
  return kByFound[static_cast<size_t>(found)];
}

std::string outcome(const CheckReport& report) {
  std::array<uint64_t, 7> counts = {};
  for (const Finding& finding : report.findings) ++counts[static_cast<size_t>(finding.found)];
  std::vector<std::string> parts;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] > 0) parts.push_back(tally(counts[i], static_cast<Found>(i)));
  }
  return parts.empty() ? "no change" : join(parts, ", ");
}

std::string extent(const CheckReport& report) {
  uint64_t figures = 0;
  for (const CheckedCell& cell : report.cells) figures += cell.figures;
  const std::string compared = figures == 0
                                   ? "nothing was compared"
                                   : number_of(figures, "figure") + " in " +
                                         number_of(report.cells.size(), "cell") + " compared";
  return compared + ": exit " + std::to_string(static_cast<int>(report.exit()));
}

std::string cell_name(const std::string& scenario, const std::string& variant) {
  if (scenario.empty()) return "check";
  return variant.empty() ? scenario : scenario + " (" + variant + ")";
}

std::string cell_of(const Finding& finding) { return cell_name(finding.scenario, finding.variant); }

std::string title_of(const Finding& finding) {
  const std::string title = std::string(name_of(finding.found)) + ": " + cell_of(finding);
  return plain(finding.phase.empty() ? title : title + ", " + finding.phase);
}

std::string headline(const Finding& finding) {
  if (figure_changed(finding)) return plain(change_text(finding));
  return plain(finding.text.empty() ? name_of(finding.found) : finding.text);
}

std::string message_of(const Finding& finding) {
  std::vector<std::string> sites;
  for (const SiteDelta& site : finding.sites) {
    if (sites.size() == kSitesInMessage) break;
    sites.push_back(plain(text_of(site, finding.operations)));
  }
  if (sites.empty()) return headline(finding);
  const size_t more = finding.sites.size() - sites.size();
  if (more > 0) sites.push_back(number_of(more, "more site"));
  return headline(finding) + ": " + join(sites, ", ");
}

std::vector<std::string> remarks_on(const Finding& finding) {
  std::vector<std::string> remarks;
  if (figure_changed(finding) && !finding.text.empty()) remarks.push_back(plain(finding.text));
  if (!finding.advice.empty()) remarks.push_back(plain(finding.advice));
  return remarks;
}

std::string paragraph_on(const Finding& finding) {
  std::string lines = message_of(finding);
  for (const std::string& remark : remarks_on(finding)) lines += "\n" + remark;
  return lines;
}

const SourcePlace* place_of(const Finding& finding) {
  const SourcePlace* any = nullptr;
  for (const SiteDelta& site : finding.sites) {
    if (site.place.file.empty()) continue;
    if (site.allocations > 0 || site.bytes > 0) return &site.place;
    if (any == nullptr) any = &site.place;
  }
  return any;
}

std::string fingerprint_of(const Finding& finding) {
  StreamDigest digest;
  digest.bytes(name_of(finding.found));
  for (const std::string* part :
       {&finding.scenario, &finding.variant, &finding.phase, &finding.operation, &finding.metric})
    digest.bytes(*part);
  if (!figure_changed(finding)) digest.bytes(finding.text);
  if (!finding.sites.empty()) {
    digest.bytes(finding.sites[0].function);
    digest.bytes(finding.sites[0].callee);
  }
  return hexadecimal(digest.value());
}

std::string plain(const std::string& text) {
  const std::string valid = Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
  return one_line(Json::parse(valid).get<std::string>());
}

std::string percent_escaped(const std::string& text, const std::function<bool(char)>& is_of_kind) {
  constexpr const char* kDigits = "0123456789ABCDEF";
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_of_kind(c))
      escaped += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    else
      escaped += c;
  }
  return escaped;
}

}  // namespace heapdyno
