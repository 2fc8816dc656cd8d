#include "harness/phase_rows.h"

#include <map>
#include <tuple>

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

}  // namespace

std::vector<PhaseRow> phase_rows(const std::vector<Sample>& samples, Allocators allocators) {
  const PhaseOrder place_of(samples);
  std::map<std::tuple<std::string, size_t, std::string, std::string, std::string>, PhaseRow> sorted;
  for (const Sample& sample : samples) {
    PhaseRow row{value_of(sample, "scenario"),
                 value_of(sample, "phase"),
                 value_of(sample, "load"),
                 configuration_of(sample.keys),
                 allocators == Allocators::kApart ? value_of(sample, "alloc") : "",
                 {}};
    const auto key =
        std::make_tuple(row.scenario, place_of(sample), row.configuration, row.load, row.alloc);
    sorted.try_emplace(key, std::move(row)).first->second.samples.push_back(sample);
  }
  std::vector<PhaseRow> rows;
  for (auto& [key, row] : sorted) rows.push_back(std::move(row));
  return rows;
}

}  // namespace heapdyno
