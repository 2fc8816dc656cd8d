// A cell of a report: a phase of a scenario on one configuration. Plain values; any thread.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "harness/base/words.h"
#include "harness/figures/cells.h"

namespace heapdyno {

// The places of inputs, and of phases among those of their scenario, in the order in which they are
// first met.
class CellPlaces {
 public:
  size_t of_input(const std::string& in);
  size_t of_phase(const std::string& scenario, const std::string& phase);

 private:
  std::map<std::string, size_t> inputs_;
  std::map<std::string, std::map<std::string, size_t>> places_;
};

// In the order of inputs, scenarios and phases; of these the reference engine, its baseline and
// glibc come first.
struct ReportCell {
  size_t input = 0;  // its place
  std::string in;    // its label
  NaturalName scenario;
  size_t place = 0;  // of the phase
  std::string phase;
  std::string store;
  NaturalName variant;  // empty: the store has none
  std::string alloc;
  NaturalName load;  // of an open loop

  static ReportCell of(const Sample& sample, CellPlaces& places);

  std::string configuration() const;  // configuration_of()
  bool operator<(const ReportCell& other) const;
  bool operator==(const ReportCell& other) const { return !(*this < other) && !(other < *this); }
};

}  // namespace heapdyno
