#include "harness/claims/claims_page.h"

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/claims/claims_table.h"

namespace heapdyno {
namespace {

void check(const Explanations& explanations, const std::vector<ClaimFigures>& rows) {
  const std::vector<std::string> wrong = mismatches(explanations, rows);
  if (!wrong.empty())
    throw Error("the explanations do not fit the records:\n  " + join(wrong, "\n  "),
                Exit::kNotComparable);
}

void print_row(std::ostream& out, const ClaimFigures& row, const Explanation& explanation) {
  out << "### " << row.arm.name() << ": " << name_of(row.outcome) << "\n\n"
      << explanation.why << "\n\n";
  print(out, phases_table(row), Format::kMarkdown);
  out << "\n";
}

}  // namespace

void print_claims_page(std::ostream& out, const ClaimList& list,
                       const std::vector<ClaimFigures>& rows, const Explanations& explanations,
                       const std::vector<std::string>& notes) {
  check(explanations, rows);
  print(out, claims_table(list.document, rows, notes), Format::kMarkdown);
  const Claim* claim = nullptr;
  for (const ClaimFigures& row : rows) {
    if (row.claim != claim) {
      claim = row.claim;
      out << "\n## " << claim->id << ": \"" << claim->quotation << "\"\n\n"
          << claim->place << ". Claimed of " << claim->metric->name << ": " << claim->claimed()
          << ". " << claim->why << "\n\n";
    }
    print_row(out, row, explanations.at(claim->id).at(row.arm.name()));
  }
}

}  // namespace heapdyno
