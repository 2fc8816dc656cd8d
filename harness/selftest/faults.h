// The faults that the selftest puts before the gate: trials of the dynos that are built, in which one
// thing is wrong. Each is run once, however often it is asked for.
// Thread contract: as measure().
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/base/gate_checks.h"
#include "harness/builds/inventory.h"
#include "harness/check/gate_cells.h"
#include "harness/record/record.h"

namespace heapdyno {

// A fill and a lookup at gate size, on the baseline.
inline const std::vector<std::string> kSelftestScenarios = {"fill-random", "get-hit"};

struct Fault {
  enum class Elsewhere { kNone, kMislinked, kNothingChosen };

  Plant plant = Plant::kNone;
  Elsewhere elsewhere = Elsewhere::kNone;  // not in the store
  auto operator<=>(const Fault&) const = default;
};

// The seam to processes.
class Faults {
 public:
  virtual ~Faults() = default;
  // As count_cells().
  virtual std::vector<CountedTrial> count(const Fault& fault, const SkippedChecks& skipped) = 0;
  // A trial of the first scenario as a user's program that marks nothing (count_program.h).
  virtual CountedTrial program(Plant plant) = 0;
  // Records of trials under cachegrind. Throws Error where it is not installed; it names the package.
  virtual std::vector<Record> instructions(Plant plant) = 0;
};

class ProcessFaults : public Faults {
 public:
  explicit ProcessFaults(Inventory inventory) : inventory_(std::move(inventory)) {}
  std::vector<CountedTrial> count(const Fault& fault, const SkippedChecks& skipped) override;
  CountedTrial program(Plant plant) override;
  std::vector<Record> instructions(Plant plant) override;

 private:
  const Inventory inventory_;
  std::map<std::pair<Fault, SkippedChecks>, std::vector<CountedTrial>> counted_;
  std::map<Plant, std::vector<Record>> instructions_;
};

}  // namespace heapdyno
