#include "harness/figures/phase_rows.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "harness/base/words.h"

namespace heapdyno {
namespace {

// The place of each phase among those of its scenario.
class PhaseOrder {
 public:
  explicit PhaseOrder(const std::vector<Sample>& samples) {
    for (const Sample& sample : samples) places_.try_emplace(key_of(sample), places_.size());
  }
  size_t operator()(const Sample& sample) const { return places_.at(key_of(sample)); }

 private:
  using Key = std::pair<std::string, std::string>;
  static Key key_of(const Sample& sample) {
    return {value_of(sample, "scenario"), value_of(sample, "phase")};
  }
  std::map<Key, size_t> places_;
};

using Name = NaturalName;

}  // namespace

std::vector<PhaseRow> phase_rows(const std::vector<Sample>& samples, Allocators allocators) {
  const PhaseOrder place_of(samples);
  const bool one_input = values_of(samples, "in").size() < 2;
  std::map<std::tuple<Name, Name, size_t, Name, Name, Name, Name>, PhaseRow> sorted;
  for (const Sample& sample : samples) {
    PhaseRow row{one_input ? "" : value_of(sample, "in"),
                 value_of(sample, "scenario"),
                 value_of(sample, "phase"),
                 value_of(sample, "load"),
                 configuration_of(*sample.keys),
                 allocators == Allocators::kApart ? value_of(sample, "alloc") : "",
                 value_of(sample, "operation"),
                 {}};
    const auto key =
        std::make_tuple(Name{row.in}, Name{row.scenario}, place_of(sample), Name{row.configuration},
                        Name{row.load}, Name{row.alloc}, Name{row.operation});
    sorted.try_emplace(key, std::move(row)).first->second.samples.push_back(sample);
  }
  std::vector<PhaseRow> rows;
  for (auto& [key, row] : sorted) rows.push_back(std::move(row));
  return rows;
}

// What may tell rows apart, under its heading.
struct PhaseTable::Key {
  const char* heading;
  Align align;
  std::string PhaseRow::*value;
  const char* unit = "";
};

// In the order of the columns.
const std::vector<PhaseTable::Key>& PhaseTable::all_keys() {
  static const std::vector<Key> kKeys = {{"in", Align::kLeft, &PhaseRow::in},
                                         {"scenario", Align::kLeft, &PhaseRow::scenario},
                                         {"phase", Align::kLeft, &PhaseRow::phase},
                                         {"variant", Align::kLeft, &PhaseRow::configuration},
                                         {"alloc", Align::kLeft, &PhaseRow::alloc},
                                         {"load", Align::kRight, &PhaseRow::load, " %"},
                                         {"operation", Align::kLeft, &PhaseRow::operation}};
  return kKeys;
}

PhaseTable::PhaseTable(std::string title, const std::vector<PhaseRow>& rows) {
  table_.title = std::move(title);
  for (const Key& key : all_keys()) {
    const bool tells = std::any_of(rows.begin(), rows.end(),
                                   [&](const PhaseRow& row) { return !(row.*key.value).empty(); });
    if (!tells) continue;
    keys_.push_back(&key);
    add_column(key.heading, key.align);
  }
}

void PhaseTable::add_column(std::string name, Align align) {
  table_.columns.push_back({std::move(name), align});
}

void PhaseTable::add_row(const PhaseRow& row, const std::vector<TableCell>& cells) {
  std::vector<TableCell> all;
  for (const Key* key : keys_) all.emplace_back(row.*key->value + key->unit);
  all.insert(all.end(), cells.begin(), cells.end());
  table_.rows.push_back(std::move(all));
}

}  // namespace heapdyno
