// What a document says of its optimizations, against what was measured.
#include <algorithm>
#include <set>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/claims/claims_table.h"
#include "harness/report/sections.h"

namespace heapdyno {
namespace {

std::set<PlannedCell> recorded_cells(const std::vector<Record>& records) {
  std::map<std::string, Mode> modes;
  for (const Mode mode : kModes) modes[std::string(name_of(mode))] = mode;
  std::set<PlannedCell> cells;
  for (const Record& record : records) {
    if (record.keys.contains("control")) continue;
    cells.insert({modes.at(record.keys.at("mode")), value_of(record.keys, "scenario"),
                  value_of(record.keys, "store"), value_of(record.keys, "variant"),
                  value_of(record.keys, "alloc")});
  }
  return cells;
}

ClaimList recorded_claims(ClaimList list, const std::vector<Record>& records) {
  const std::set<PlannedCell> recorded = recorded_cells(records);
  std::erase_if(list.claims, [&](const Claim& claim) {
    const std::set<PlannedCell> needed = cells_of(claim);
    return !std::all_of(needed.begin(), needed.end(), [&](const PlannedCell& cell) {
      return cell.store == kPeer || recorded.contains(cell);
    });
  });
  return list;
}

// The claimed range as the change that it is: -30 to -50 %.
void add_range(TableCell& cell, const Claim& claim) {
  if (!claim.reduction) return;
  cell.figures = {{"low", -claim.reduction->high}, {"high", -claim.reduction->low}};
}

std::vector<ClaimFigures> figures_of_claims(const ClaimList& list,
                                            const std::vector<Record>& records) {
  try {
    return claim_figures(list, records);
  } catch (const Error&) {
    return {};  // they do not share what they must, or a peer's half is missing
  }
}

// "12 are confirmed, 3 reversed."
std::string outcomes_text(const std::vector<ClaimFigures>& rows) {
  std::vector<std::string> texts;
  for (const Outcome outcome : {Outcome::kExceeded, Outcome::kConfirmed, Outcome::kPartly,
                                Outcome::kNotConfirmed, Outcome::kReversed}) {
    const auto count = std::count_if(
        rows.begin(), rows.end(), [&](const ClaimFigures& row) { return row.outcome == outcome; });
    if (count > 0) texts.push_back(std::to_string(count) + " " + std::string(name_of(outcome)));
  }
  return "Of " + std::to_string(rows.size()) +
         " claims, each on one configuration: " + join(texts, ", ") + ".";
}

}  // namespace

MaybeSection claim_section(const ClaimList& claims, const Gathered& gathered) {
  if (!gathered.has_all() || gathered.values("in").size() > 1) return std::nullopt;
  const ClaimList list = recorded_claims(claims, gathered.records());
  const std::vector<ClaimFigures> rows = figures_of_claims(list, gathered.records());
  if (rows.empty()) return std::nullopt;
  Table table = claims_table(list.document, rows);
  const auto claimed = std::find_if(table.columns.begin(), table.columns.end(),
                                    [](const Column& column) { return column.name == "claimed"; });
  for (size_t i = 0; i < rows.size(); ++i)
    add_range(table.rows[i][static_cast<size_t>(claimed - table.columns.begin())], *rows[i].claim);
  table.title.clear();
  return ReportSection{
      "claims",
      "What is claimed, and what was measured",
      {list.document + " claims " + std::to_string(list.claims.size()) +
           " savings that these records put to the test.",
       "A grey bar is the range that is claimed; a mark is what was measured, with its interval "
       "where it is timed. Claims without a figure have no bar."},
      "claims",
      std::move(table),
      {},
      {{"document", list.document}},
      {outcomes_text(rows)}};
}

}  // namespace heapdyno
