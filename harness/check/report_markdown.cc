#include "harness/check/report_markdown.h"

#include <algorithm>
#include <string>

#include "harness/base/markup.h"
#include "harness/base/table.h"
#include "harness/check/report_words.h"

namespace heapdyno {
namespace {

// So many backticks as the text has nowhere in a row, and no fewer than `least`.
std::string fence_around(const std::string& text, size_t least) {
  size_t run = 0;
  size_t longest = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max(least, longest + 1), '`');
}

// In a table's cell a bar is escaped even within code.
std::string code(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '|' ? "\\|" : std::string(1, c);
  const std::string fence = fence_around(text, 1);
  const std::string space = fence.size() > 1 ? " " : "";  // a backtick may be at either end
  return fence + space + escaped + space + fence;
}

std::string row_of(const Finding& finding) {
  const std::string phase = finding.phase.empty() ? "" : code(plain(finding.phase));
  return std::string("| ") + name_of(finding.found) + " | " + code(plain(cell_of(finding))) +
         " | " + phase + " | " + code(headline(finding)) + " |\n";
}

// Every site, the greatest change first, then what is to be said beside; empty: nothing.
std::string lines_on(const Finding& finding) {
  std::string lines;
  for (const SiteDelta& site : finding.sites)
    lines += plain(text_of(site, finding.operations)) + "\n";
  for (const std::string& remark : remarks_on(finding)) lines += remark + "\n";
  return lines;
}

std::string details_of(const Finding& finding) {
  const std::string lines = lines_on(finding);
  const std::string fence = fence_around(lines, 3);
  return "\n<details><summary><code>" + markup(title_of(finding)) + "</code></summary>\n\n" +
         fence + "text\n" + headline(finding) + "\n" + lines + fence + "\n\n</details>\n";
}

// A page that takes no more than its bytes.
class Page {
 public:
  Page(std::ostream& out, size_t bytes) : out_(out), left_(bytes) {}

  // Whether there was room for the whole text while so many bytes are kept for what comes later.
  bool takes(const std::string& text, size_t kept) {
    if (text.size() + kept > left_) return false;
    left_ -= text.size();
    out_ << text;
    return true;
  }

  size_t left() const { return left_; }

 private:
  std::ostream& out_;
  size_t left_;
};

constexpr size_t kLastLines = 300;  // where findings were left out

std::string left_out(size_t count, const std::string& where) {
  return "\n" + number_of(count, "finding") + " left out " + where +
         ": the page is full. The text of the check has all.\n";
}

// Takes at most half of what is left, so that the most serious findings have their details.
void write_table(const std::vector<Finding>& findings, Page& page) {
  if (findings.empty()) return;
  const size_t kept = page.left() / 2;
  page.takes("\n| | Cell | Phase | What |\n|---|---|---|---|\n", 0);
  size_t rows = 0;
  while (rows < findings.size() && page.takes(row_of(findings[rows]), kept)) ++rows;
  if (rows < findings.size()) page.takes(left_out(findings.size() - rows, "of the table"), 0);
}

void write_details(const std::vector<Finding>& findings, Page& page) {
  size_t full = 0;
  for (const Finding& finding : findings) {
    if (lines_on(finding).empty()) continue;
    if (full > 0 || !page.takes(details_of(finding), kLastLines)) ++full;
  }
  if (full > 0) page.takes(left_out(full, "here"), 0);
}

void write_page(const CheckReport& report, Page page) {
  page.takes("### heapdyno check: " + outcome(report) + "\n\n" + extent(report) + "\n", 0);
  write_table(report.findings, page);
  write_details(report.findings, page);
}

}  // namespace

void write_summary(const CheckReport& report, std::ostream& out) {
  write_page(report, Page(out, kSummaryBytes));
}

void write_comment(const CheckReport& report, std::ostream& out) {
  Page page(out, kCommentBytes);
  page.takes(std::string(kCommentMarker) + "\n", 0);
  write_page(report, page);
}

}  // namespace heapdyno
