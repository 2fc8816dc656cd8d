#include "harness/report/report_cell.h"

#include <tuple>

namespace heapdyno {
namespace {

auto order_of(const ReportCell& cell) {
  return std::make_tuple(cell.input, std::cref(cell.in), std::cref(cell.scenario), cell.place,
                         cell.store != "reference", std::cref(cell.store),
                         cell.variant.text != "baseline", std::cref(cell.variant),
                         cell.alloc != "glibc", std::cref(cell.alloc), std::cref(cell.load));
}

}  // namespace

size_t CellPlaces::of_input(const std::string& in) {
  return inputs_.try_emplace(in, inputs_.size()).first->second;
}

size_t CellPlaces::of_phase(const std::string& scenario, const std::string& phase) {
  std::map<std::string, size_t>& places = places_[scenario];
  return places.try_emplace(phase, places.size()).first->second;
}

ReportCell ReportCell::of(const Sample& sample, CellPlaces& places) {
  const std::string scenario = value_of(sample, "scenario");
  const std::string phase = value_of(sample, "phase");
  const std::string in = value_of(sample, "in");
  return {places.of_input(in),
          in,
          {scenario},
          places.of_phase(scenario, phase),
          phase,
          value_of(sample, "store"),
          {value_of(sample, "variant")},
          value_of(sample, "alloc"),
          {value_of(sample, "load")}};
}

std::string ReportCell::configuration() const {
  CellKeys keys = {{"store", store}};
  if (!variant.text.empty()) keys["variant"] = variant.text;
  return configuration_of(keys);
}

bool ReportCell::operator<(const ReportCell& other) const {
  return order_of(*this) < order_of(other);
}

}  // namespace heapdyno
