#include "harness/figures/control_samples.h"

#include <algorithm>

#include "harness/base/words.h"

namespace heapdyno {
namespace {

std::string campaign_of(const Sample& sample) {
  return value_of(sample, "in") + " " + sample.record->plan_digest;
}

// The keys of its configuration, whichever arm it is of.
CellKeys cell_of(const Sample& sample) {
  CellKeys keys;
  for (const std::string& key : kKeys) {
    if (key != "control") keys[key] = value_of(sample, key);
  }
  return keys;
}

// What tells the cells of these samples apart: scenario and phase, and what else varies.
std::vector<std::string> naming_keys(const std::vector<Sample>& samples) {
  std::vector<std::string> keys = {"scenario", "phase"};
  for (const char* const key : {"store", "variant", "alloc"}) {
    if (values_of(samples, key).size() > 1) keys.emplace_back(key);
  }
  return keys;
}

std::string name_by(const std::vector<std::string>& keys, const Sample& sample) {
  std::vector<std::string> values;
  for (const std::string& key : keys) values.push_back(value_of(sample, key));
  return join(values, " ");
}

}  // namespace

std::vector<ControlCell> control_cells(const std::vector<Record>& records, Mode mode) {
  const std::vector<Sample> controls = of_mode(control_samples_of(records), mode);
  const std::vector<std::string> naming = naming_keys(controls);
  std::vector<ControlCell> cells;
  std::map<std::pair<std::string, CellKeys>, size_t> places;
  for (const Sample& sample : controls) {
    const std::string campaign = campaign_of(sample);
    const auto [place, is_new] = places.try_emplace({campaign, cell_of(sample)}, cells.size());
    if (is_new) cells.push_back({campaign, name_by(naming, sample), {}, {}});
    cells[place->second].control.push_back(sample);
  }
  for (const Sample& sample : of_mode(samples_of(records), mode)) {
    const auto place = places.find({campaign_of(sample), cell_of(sample)});
    if (place != places.end()) cells[place->second].arm.push_back(sample);
  }
  return cells;
}

}  // namespace heapdyno
