#include "harness/show/memory_curve.h"

#include <map>

#include "harness/figures/phase_rows.h"
#include "harness/figures/stats.h"

namespace heapdyno {
namespace {

// At one moment, over the trials of a phase.
struct Moment {
  std::vector<double> requested;
  std::vector<double> usable;
  std::vector<double> held;
};

using Moments = std::map<uint64_t, Moment>;  // by keys drawn

void add(const Sample& sample, Moments& moments) {
  const PhaseRecord& phase = *sample.phase;
  const bool is_live = value_of(sample, "mode") == name_of(Mode::kLive);
  for (const MemorySample& at : phase.samples) {
    Moment& moment = moments[at.drawn];
    if (is_live) {
      moment.requested.push_back(static_cast<double>(at.first));
      moment.usable.push_back(static_cast<double>(at.second));
    } else if (const std::optional<double> held = held_of(phase, at.first)) {
      moment.held.push_back(*held);
    }
  }
}

TableCell bytes_cell(const std::vector<double>& values) {
  return values.empty() ? TableCell("n/a") : number_cell(median(values));
}

TableCell ratio_cell(const std::vector<double>& values, const std::vector<double>& divisors) {
  if (values.empty() || divisors.empty() || median(divisors) == 0) return "n/a";
  return number_cell(median(values) / median(divisors));
}

void add_moments(const PhaseRow& row, PhaseTable& table) {
  Moments moments;
  for (const Sample& sample : row.samples) add(sample, moments);
  for (const auto& [drawn, moment] : moments) {
    table.add_row(row, {count_cell(drawn), bytes_cell(moment.requested), bytes_cell(moment.usable),
                        bytes_cell(moment.held), ratio_cell(moment.held, moment.requested)});
  }
}

}  // namespace

std::vector<Table> curve_tables(const std::vector<Record>& records) {
  constexpr Mode kModes[] = {Mode::kMemory, Mode::kLive};
  const std::vector<PhaseRow> rows = phase_rows(samples_of(records, kModes), Allocators::kApart);
  PhaseTable table("Memory over operations, bytes (medians)", rows);
  for (const char* figure : {"keys", "live", "usable", "held", "held/live"})
    table.add_column(figure);
  for (const PhaseRow& row : rows) add_moments(row, table);
  if (table.table().rows.empty()) return {};
  table.add_note(
      "keys: drawn by the phase so far; live, usable: requested bytes alive, and as the allocator "
      "rounds them; held: RssAnon above what it was before the store was opened");
  return {table.table()};
}

}  // namespace heapdyno
