#include "harness/check/report_annotations.h"

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/table.h"
#include "harness/check/report_words.h"

namespace heapdyno {
namespace {

constexpr size_t kShown = 10;

std::string escaped(const std::string& text, std::string_view specials) {
  return percent_escaped(text, [&](char c) { return specials.find(c) != std::string_view::npos; });
}

std::string property(const std::string& value) { return escaped(plain(value), "%\r\n:,"); }
std::string message(const std::string& text) { return escaped(text, "%\r\n"); }

// "file=F,line=88,", which a title follows; empty: nowhere.
std::string annotated_place(const Finding& finding) {
  const SourcePlace* place = place_of(finding);
  if (place == nullptr) return "";
  const std::string line = place->line > 0 ? "line=" + std::to_string(place->line) + "," : "";
  return "file=" + property(place->file) + "," + line;
}

void write(std::ostream& out, const char* command, const Finding& finding) {
  out << "::" << command << " " << annotated_place(finding)
      << "title=" << property(title_of(finding)) << "::" << message(paragraph_on(finding)) << "\n";
}

void write_all(std::ostream& out, const char* command, const std::vector<const Finding*>& all) {
  const size_t shown = all.size() <= kShown ? all.size() : kShown - 1;
  for (size_t i = 0; i < shown; ++i) write(out, command, *all[i]);
  if (shown < all.size()) {
    out << "::" << command
        << " title=heapdyno check::" << number_of(all.size() - shown, "more finding")
        << " in the step's log and summary\n";
  }
}

}  // namespace

void write_annotations(const CheckReport& report, std::ostream& out) {
  constexpr std::pair<Loudness, const char*> kCommands[] = {
      {Loudness::kError, "error"}, {Loudness::kWarning, "warning"}, {Loudness::kNotice, "notice"}};
  for (const auto& [loudness, command] : kCommands) {
    std::vector<const Finding*> all;
    for (const Finding& finding : report.findings) {
      if (loudness_of(finding.found) == loudness) all.push_back(&finding);
    }
    write_all(out, command, all);
  }
}

}  // namespace heapdyno
