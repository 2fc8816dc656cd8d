#include "harness/selftest/faults.h"

#include <exception>

#include "allocators/loaded.h"
#include "harness/run/measure.h"

namespace heapdyno {
namespace {

// An allocator of --alloc whose library has no malloc, so that another answers.
std::string mislinked_allocator() {
  const Library library = library_of(reinterpret_cast<const void*>(&std::terminate));
  return "mislinked=" + library.path;
}

// Those that the counting itself makes.
SkippedChecks of_counting(const SkippedChecks& skipped) {
  SkippedChecks some = skipped;
  std::erase_if(some, [](GateCheck check) {
    return check != GateCheck::kAllocator && check != GateCheck::kSelection;
  });
  return some;
}

std::vector<CountedTrial> count_now(const Inventory& inventory, const Fault& fault,
                                    const SkippedChecks& skipped, std::ostream& log) {
  GateSelection selection;
  selection.scenarios = kSelftestScenarios;
  selection.variants = {"baseline"};
  if (fault.elsewhere == Fault::Elsewhere::kNothingChosen) selection.filter = {"variant:all"};
  CountingOptions counting;
  counting.sites = Sites::kNone;
  counting.planted = {fault.plant, skipped};
  if (fault.elsewhere == Fault::Elsewhere::kMislinked)
    counting.allocators = {mislinked_allocator()};
  return count_cells(inventory, selection, counting, log);
}

std::vector<Record> instructions_now(const Inventory& inventory, Plant plant, std::ostream& log) {
  RunOptions options;
  options.scenarios = {kSelftestScenarios.front()};
  options.settings.size = ScenarioSize::kGate;
  options.filter = {"store:reference"};
  options.rounds = options.counts = 0;
  options.instructions = 1;
  const Arm arm = {"reference", "baseline", choose_allocators({"glibc"}, inventory).front()};
  const PreparedRun run = prepare_arms(inventory, {arm}, options, {log, log, log});
  MeasureOptions measuring;
  measuring.planted.plant = plant;
  return measured_records(run, measuring, log);
}

}  // namespace

std::vector<CountedTrial> ProcessFaults::count(const Fault& fault, const SkippedChecks& skipped) {
  const std::pair key(fault, of_counting(skipped));
  if (const auto known = counted_.find(key); known != counted_.end()) return known->second;
  std::ostream silent(nullptr);
  return counted_[key] = count_now(inventory_, fault, key.second, silent);
}

std::vector<Record> ProcessFaults::instructions(Plant plant) {
  if (const auto known = instructions_.find(plant); known != instructions_.end())
    return known->second;
  std::ostream silent(nullptr);
  return instructions_[plant] = instructions_now(inventory_, plant, silent);
}

}  // namespace heapdyno
