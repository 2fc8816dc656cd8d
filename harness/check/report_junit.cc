#include "harness/check/report_junit.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/markup.h"
#include "harness/base/table.h"
#include "harness/check/report_words.h"

namespace heapdyno {
namespace {

using Findings = std::vector<const Finding*>;

// Of lines as all reports have them. XML 1.0 has no way to say U+FFFE and U+FFFF.
std::string xml(const std::string& lines) {
  constexpr std::string_view kUnsayable[] = {"\xEF\xBF\xBE", "\xEF\xBF\xBF"};
  std::string escaped = markup(lines);
  for (const std::string_view character : kUnsayable) {
    size_t at = escaped.find(character);
    while (at != std::string::npos) {
      escaped.replace(at, character.size(), "\uFFFD");
      at = escaped.find(character);
    }
  }
  return escaped;
}

// An attribute keeps no other white space than spaces.
std::string xml_name(const std::string& name) { return xml(plain(name)); }

enum class Outcome { kPassed, kFailure, kError };

Outcome outcome_of(Found found) {
  switch (found) {
    case Found::kFailed:
    case Found::kNotComparable:
      return Outcome::kError;
    case Found::kIncrease:
    case Found::kExpired:
    case Found::kDecrease:
      return Outcome::kFailure;
    case Found::kMoved:
    case Found::kNote:
      break;
  }
  return Outcome::kPassed;
}

struct Case {
  CheckedCell cell;
  Findings serious = {};  // the most serious first
  Findings other = {};

  Outcome outcome() const {
    return serious.empty() ? Outcome::kPassed : outcome_of(serious[0]->found);
  }
};

struct Suite {
  std::string scenario;
  std::vector<Case> cases = {};

  size_t with(Outcome outcome) const {
    return static_cast<size_t>(std::count_if(
        cases.begin(), cases.end(), [&](const Case& one) { return one.outcome() == outcome; }));
  }
};

Suite& suite_of(std::vector<Suite>& suites, const std::string& scenario) {
  for (Suite& suite : suites) {
    if (suite.scenario == scenario) return suite;
  }
  return suites.emplace_back(Suite{scenario});
}

Case& case_of(std::vector<Suite>& suites, const CheckedCell& cell) {
  Suite& suite = suite_of(suites, cell.scenario);
  for (Case& one : suite.cases) {
    if (one.cell.variant == cell.variant) return one;
  }
  return suite.cases.emplace_back(Case{cell});
}

// In the order of the cells, then of findings of what is no cell.
std::vector<Suite> suites_of(const CheckReport& report) {
  std::vector<Suite> suites;
  for (const CheckedCell& cell : report.cells) case_of(suites, cell);
  for (const Finding& finding : report.findings) {
    Case& one = case_of(suites, CheckedCell{finding.scenario, finding.variant});
    (outcome_of(finding.found) == Outcome::kPassed ? one.other : one.serious).push_back(&finding);
  }
  return suites;
}

std::string paragraphs(const Findings& findings) {
  std::string text;
  for (const Finding* finding : findings)
    text += title_of(*finding) + ": " + paragraph_on(*finding) + "\n";
  return text;
}

void write_serious(const Case& one, std::ostream& out) {
  if (one.serious.empty()) return;
  const char* element = one.outcome() == Outcome::kError ? "error" : "failure";
  const Finding& worst = *one.serious[0];
  const size_t more = one.serious.size() - 1;
  const std::string rest = more == 0 ? "" : "; " + number_of(more, "more finding");
  out << "      <" << element << " type=\"" << name_of(worst.found) << "\" message=\""
      << xml(message_of(worst) + rest) << "\">" << xml(paragraphs(one.serious)) << "</" << element
      << ">\n";
}

void write_case(const Case& one, std::ostream& out) {
  const std::string suite = cell_name(one.cell.scenario, "");
  out << "    <testcase name=\"" << xml_name(one.cell.variant.empty() ? suite : one.cell.variant)
      << "\" classname=\"" << xml_name(suite) << "\" assertions=\"" << one.cell.figures << "\">\n";
  write_serious(one, out);
  if (!one.other.empty())
    out << "      <system-out>" << xml(paragraphs(one.other)) << "</system-out>\n";
  out << "    </testcase>\n";
}

void write_suite(const Suite& suite, std::ostream& out) {
  out << "  <testsuite name=\"" << xml_name(cell_name(suite.scenario, "")) << "\" tests=\""
      << suite.cases.size() << "\" failures=\"" << suite.with(Outcome::kFailure) << "\" errors=\""
      << suite.with(Outcome::kError) << "\" skipped=\"0\">\n";
  for (const Case& one : suite.cases) write_case(one, out);
  out << "  </testsuite>\n";
}

}  // namespace

void write_junit(const CheckReport& report, std::ostream& out) {
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"heapdyno check\">\n";
  for (const Suite& suite : suites_of(report)) write_suite(suite, out);
  out << "</testsuites>\n";
}

}  // namespace heapdyno
