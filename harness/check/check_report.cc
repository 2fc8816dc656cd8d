#include "harness/check/check_report.h"

#include <algorithm>
#include <array>

#include "harness/base/table.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

struct Kind {
  const char* name;
  Exit exit;
};

// By Found.
constexpr std::array<Kind, 7> kKinds = {{{"failed", Exit::kFailed},
                                         {"not comparable", Exit::kNotComparable},
                                         {"increase", Exit::kRegression},
                                         {"expired", Exit::kRegression},
                                         {"decrease", Exit::kImprovement},
                                         {"moved", Exit::kFine},
                                         {"note", Exit::kFine}}};

const Kind& kind_of(Found found) { return kKinds[static_cast<size_t>(found)]; }

// With its sign: for each operation, or where there are none in all.
std::string signed_per(int64_t change, uint64_t operations) {
  if (operations != 0)
    return signed_fixed(static_cast<double>(change) / static_cast<double>(operations), 2);
  return (change < 0 ? "-" : "+") + thousands(static_cast<uint64_t>(std::abs(change)));
}

// An operation of which there is one in a thousand shows no digit of "+0.00".
bool shows(int64_t change, uint64_t operations) {
  return static_cast<double>(std::abs(change)) >= 0.005 * static_cast<double>(operations);
}

// "+1.2 %"; empty: there was none before.
std::string signed_share(uint64_t before, int64_t change) {
  if (before == 0) return "";
  const std::string share =
      share_text(std::abs(static_cast<double>(change)) / static_cast<double>(before));
  return (change < 0 ? "-" : "+") + share;
}

// " (300 -> 351, +17 %, tolerance 1 %)": what stands behind a change of a figure, without figures where
// the change says how many they are for each operation.
std::string behind(const Finding& finding, int64_t change, bool per_operation) {
  std::vector<std::string> parts;
  if (!per_operation)
    parts.push_back(thousands(*finding.before) + " -> " + thousands(*finding.after));
  if (finding.tolerance > 0) {
    const std::string share = signed_share(*finding.before, change);
    if (!share.empty()) parts.push_back(share);
    parts.push_back("tolerance " + share_text(finding.tolerance));
  }
  return parts.empty() ? "" : " (" + join(parts, ", ") + ")";
}

}  // namespace

Exit CheckReport::exit() const {
  Found worst = Found::kNote;
  for (const Finding& finding : findings) worst = std::min(worst, finding.found);
  return kind_of(worst).exit;
}

const char* name_of(Found found) { return kind_of(found).name; }

std::string change_text(const Finding& finding) {
  if (!finding.before || !finding.after) return finding.metric;
  const auto change = static_cast<int64_t>(*finding.after - *finding.before);
  const std::string subject = finding.operation.empty() ? "" : finding.operation + ": ";
  const bool per_operation = finding.operations != 0 && shows(change, finding.operations);
  return subject + signed_per(change, per_operation ? finding.operations : 0) + " " +
         finding.metric + (per_operation ? "/op" : "") + behind(finding, change, per_operation);
}

std::string text_of(const SiteDelta& site, uint64_t operations) {
  std::string text =
      signed_per(site.allocations, shows(site.allocations, operations) ? operations : 0) + " " +
      site.function;
  if (!site.callee.empty()) text += " > " + site.callee;
  if (site.place.file.empty()) return text;
  return text + " (" + site.place.file + ":" + std::to_string(site.place.line) + ")";
}

}  // namespace heapdyno
