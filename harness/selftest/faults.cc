#include "harness/selftest/faults.h"

#include <exception>
#include <filesystem>

#include "allocators/loaded.h"
#include "harness/base/folder.h"
#include "harness/base/outputs.h"
#include "harness/program/count_program.h"
#include "harness/run/measure.h"

namespace heapdyno {
namespace {

constexpr const char* kSelftestDyno = "dyno-baseline-glibc";

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

std::string text_of_first_scenario(const BuildFolder& folder) {
  const auto chosen = choose_scenarios({kSelftestScenarios.front()}, folder);
  return instances_of(chosen, GateSelection().settings).front().text;
}

CountedTrial program_now(const Inventory& inventory, Plant plant) {
  const TemporaryFolder folder(temporary_folder());
  const auto in_folder = [&](const char* name) { return folder.path() + "/" + name; };
  write_output(in_folder("scenario.json"),
               [&](std::ostream& out) { out << text_of_first_scenario(inventory.folder); });
  std::filesystem::create_directory(in_folder("store"));
  ProgramOptions program;
  program.observer = inventory.folder.observer_path();
  program.command = {inventory.dynos.at(kSelftestDyno).path,
                     "--trial",
                     in_folder("scenario.json"),
                     "--mode",
                     std::string(name_of(Mode::kCount)),
                     "--folder",
                     in_folder("store"),
                     "--result",
                     in_folder("result")};
  if (plant != Plant::kNone)
    program.command.insert(program.command.end(), {"--plant", std::string(name_of(plant))});
  CountedTrial trial;
  trial.cell = count_program(program).cell;
  trial.cell.digest = "same";  // for its arguments name this folder and what is planted
  trial.toolchain = toolchain_of_programs();
  return trial;
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

CountedTrial ProcessFaults::program(Plant plant) { return program_now(inventory_, plant); }

std::vector<Record> ProcessFaults::instructions(Plant plant) {
  if (const auto known = instructions_.find(plant); known != instructions_.end())
    return known->second;
  std::ostream silent(nullptr);
  return instructions_[plant] = instructions_now(inventory_, plant, silent);
}

}  // namespace heapdyno
