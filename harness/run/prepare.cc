#include "harness/run/prepare.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/builds/builder.h"
#include "harness/builds/library_build.h"
#include "harness/builds/peers.h"
#include "harness/figures/looks.h"
#include "harness/run/cachegrind.h"
#include "harness/run/until_resolved.h"

namespace heapdyno {
namespace {

constexpr int kDefaultRounds = 12;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> chosen_stores(const RunOptions& options, const Inventory& inventory) {
  if (options.stores.empty()) return {"reference"};
  std::vector<std::string> stores;
  for (const std::string& store : options.stores) {
    check_store(store, inventory);
    if (!contains(stores, store)) stores.push_back(store);
  }
  return stores;
}

std::vector<ScenarioInstance> chosen_scenarios(const RunOptions& options,
                                               const BuildFolder& folder) {
  std::vector<std::string> names = options.scenarios;
  if (names.empty() && options.preset == Preset::kQuick) names = kTimedByDefault;
  return instances_of(choose_scenarios(names, folder), options.settings);
}

std::vector<Arm> make_arms(const std::vector<std::string>& stores, const Inventory& inventory,
                           const std::vector<std::string>& variants,
                           const std::vector<AllocatorChoice>& allocators) {
  std::vector<Arm> arms;
  for (const std::string& store : stores) {
    const auto& builds = inventory.has_variants(store) ? variants : std::vector<std::string>{""};
    for (const std::string& variant : builds) {
      for (const AllocatorChoice& allocator : allocators)
        arms.push_back({store, variant, allocator});
    }
  }
  return arms;
}

// The looks are where they are, so layouts may differ by a round; at the first each has two.
int rounds_until_resolved(int layouts) {
  const int most = kLooks.front() / 2;
  if (layouts <= most) return kLooks.back();
  throw usage_error("--until resolved looks first after " + std::to_string(kLooks.front()) +
                    " rounds, which are too few for " + std::to_string(layouts) +
                    " layouts: --layouts " + std::to_string(most) + " at most");
}

// Of timed trials; with layouts as many as they can share.
int rounds_of(const RunOptions& options) {
  if (options.until == Until::kResolved) return rounds_until_resolved(options.layouts);
  const int usual = options.preset == Preset::kQuick ? 0 : kDefaultRounds;
  const int rounds = options.rounds.value_or(usual);
  if (options.layouts == 0) return rounds;
  const int shared = rounds_for_layouts(rounds, options.layouts);
  if (options.rounds && rounds != shared) {
    throw usage_error("--rounds " + std::to_string(rounds) + " cannot be dealt to " +
                      std::to_string(options.layouts) +
                      " layouts, as many to each, at least 2, and at least 6 in all: --rounds " +
                      std::to_string(shared));
  }
  return shared;
}

// Counting a run that names its scenarios times them too; else the default three are timed.
std::vector<std::string> timed_scenarios(const RunOptions& options,
                                         const std::vector<ScenarioInstance>& scenarios) {
  std::vector<std::string> names;
  for (const ScenarioInstance& instance : scenarios) {
    if (!options.scenarios.empty() || contains(kTimedByDefault, instance.scenario.name))
      names.push_back(instance.name);
  }
  return names;
}

// The null store under the first allocator: it allocates nothing, so one is enough.
void add_driver_cost(std::vector<Arm>& arms) {
  const bool there =
      std::any_of(arms.begin(), arms.end(), [](const Arm& arm) { return arm.store == "null"; });
  if (!there) arms.push_back({"null", "", parse_allocator("glibc")});
}

// The first arm once more.
void add_control(std::vector<Arm>& arms) {
  Arm control = arms.front();
  control.control = true;
  arms.push_back(std::move(control));
}

// All arms once more in each layout, whose seeds are the same for all of them.
void add_layouts(std::vector<Arm>& arms, int layouts) {
  const std::vector<Arm> as_linked = arms;
  for (int layout = 1; layout <= layouts; ++layout) {
    for (Arm arm : as_linked) {
      arm.layout = layout;
      arms.push_back(std::move(arm));
    }
  }
}

// Their configurations. The baseline on glibc, where it is one, comes first: it is the one with a
// control.
std::vector<Arm> arms_of(const std::set<PlannedCell>& cells, const Inventory& inventory) {
  std::vector<Arm> arms;
  const auto add = [&](const PlannedCell& cell) {
    const bool there = std::any_of(arms.begin(), arms.end(), [&](const Arm& arm) {
      return arm.store == cell.store && arm.variant == cell.variant && arm.alloc.name == cell.alloc;
    });
    if (!there)
      arms.push_back({cell.store, cell.variant, choose_allocators({cell.alloc}, inventory)[0]});
  };
  for (const PlannedCell& cell : cells) {
    if (cell.variant == "baseline" && cell.alloc == "glibc") add(cell);
  }
  for (const PlannedCell& cell : cells) add(cell);
  return arms;
}

// Records tell allocators apart by their names alone: one of these is there once.
bool is_there(const std::vector<AllocatorChoice>& allocators, const AllocatorChoice& choice) {
  const auto same =
      std::find_if(allocators.begin(), allocators.end(),
                   [&](const AllocatorChoice& other) { return other.name == choice.name; });
  if (same == allocators.end()) return false;
  if (*same == choice) return true;
  throw usage_error("--alloc: two allocators are called " + choice.name +
                    ": give one of them another name, OTHER=/path/lib.so");
}

BuildRequest what_is_needed(const std::vector<Arm>& arms, const Inventory& inventory) {
  BuildRequest request;
  for (const Arm& arm : arms) {
    request.executables.push_back(arm.executable());
    const bool named = arm.variant.empty() || is_named_variant(arm.variant, inventory.toggles);
    if (!named && !contains(request.sets, arm.variant)) request.sets.push_back(arm.variant);
    if (arm.layout > 0 && !contains(request.layouts, arm.executable()))
      request.layouts.push_back(arm.executable());
  }
  return request;
}

// Builds what is missing or stale and makes the plan of it all.
void finish(const std::vector<ScenarioInstance>& scenarios,
            const std::map<std::string, std::map<int, Rates>>& loads, PlanRequest& request,
            PreparedRun& prepared, std::ostream& log) {
  Inventory& inventory = prepared.inventory;
  for (const ScenarioInstance& instance : scenarios) {
    const auto of_scenario = loads.find(instance.name);
    request.scenarios.push_back(
        {instance.name, instance.text, instance.scenario.digest, instance.scenario.parts(),
         of_scenario == loads.end() ? std::map<int, Rates>() : of_scenario->second});
  }
  bring_up_to_date(inventory.folder, what_is_needed(request.arms, inventory), log);
  for (Arm& arm : request.arms) {
    const Dyno& dyno = inventory.describe_as(arm.executable(), arm.variant, arm.alloc.linked);
    request.build_ids[arm.executable()] = dyno.build_id;
    arm.allocator_build =
        arm.alloc.library.empty() ? dyno.library_build_id : build_of_library(arm.alloc.library);
  }
  prepared.plan = make_plan(request);
}

}  // namespace

std::vector<AllocatorChoice> choose_allocators(const std::vector<std::string>& texts,
                                               const Inventory& inventory) {
  std::vector<AllocatorChoice> allocators;
  for (const std::string& text : texts.empty() ? inventory.allocators : texts) {
    AllocatorChoice choice = parse_allocator(text);
    if (!contains(inventory.allocators, choice.linked)) {
      throw usage_error(unknown_name("allocator", choice.linked, inventory.allocators) +
                        "; any other by --alloc NAME=/path/lib.so");
    }
    if (!choice.library.empty() && !std::filesystem::exists(choice.library)) {
      throw usage_error("--alloc " + text + ": there is no " + choice.library);
    }
    if (!is_there(allocators, choice)) allocators.push_back(std::move(choice));
  }
  return allocators;
}

std::vector<std::string> choose_variants(const std::vector<std::string>& names,
                                         const Inventory& inventory) {
  std::vector<std::string> variants;
  const std::vector<std::string> asked =
      names.empty() ? std::vector<std::string>{"baseline", "all"} : names;
  for (const std::string& name : asked) {
    const std::string canonical = canonical_variant(name, inventory.toggles);
    if (!contains(variants, canonical)) variants.push_back(canonical);
  }
  return variants;
}

PreparedRun prepare_run(const RunOptions& options, Streams streams,
                        const std::map<std::string, std::map<int, Rates>>& loads) {
  Inventory inventory = take_inventory(open_build_folder(options.build), Ask::kOneOfEach);
  std::vector<Arm> arms = make_arms(chosen_stores(options, inventory), inventory,
                                    choose_variants(options.variants, inventory),
                                    choose_allocators(options.allocators, inventory));
  return prepare_arms(std::move(inventory), std::move(arms), options, streams, loads);
}

PreparedRun prepare_arms(Inventory inventory, std::vector<Arm> arms, const RunOptions& options,
                         Streams streams,
                         const std::map<std::string, std::map<int, Rates>>& loads) {
  if (options.instructions > 0) check_cachegrind();
  if (options.layouts > 0) check_layouts(inventory.folder);
  PreparedRun prepared{std::move(inventory), {}};
  const std::vector<ScenarioInstance> scenarios =
      chosen_scenarios(options, prepared.inventory.folder);
  PlanRequest request;
  if (loads.empty()) {
    request.rounds = rounds_of(options);
    request.counts = options.counts;
    request.memory = options.memory;
    request.live = options.live;
    request.instructions = options.instructions;
  } else {
    request.rounds = request.counts = 0;
    request.open_rounds = rounds_of(options);
  }
  request.until_resolved = options.until == Until::kResolved;
  request.seed = options.seed;
  request.filter = Selection::parse(options.filter);
  request.arms = std::move(arms);
  if (request.rounds + request.open_rounds + request.instructions > 0)
    add_driver_cost(request.arms);
  if (request.rounds + request.open_rounds + request.memory > 0) add_control(request.arms);
  add_layouts(request.arms, options.layouts);
  request.timed = timed_scenarios(options, scenarios);
  finish(scenarios, loads, request, prepared, streams.log);
  if (request.until_resolved) check_can_be_resolved(prepared.plan);
  return prepared;
}

PreparedRun prepare_cells(Inventory inventory, const std::set<PlannedCell>& cells,
                          const std::vector<ScenarioInstance>& scenarios, const RunOptions& options,
                          std::ostream& log) {
  PreparedRun prepared{std::move(inventory), {}};
  PlanRequest request;
  std::set<Mode> modes;
  for (const PlannedCell& cell : cells) {
    modes.insert(cell.mode);
    if (!contains(request.timed, cell.scenario)) request.timed.push_back(cell.scenario);
  }
  std::vector<ScenarioInstance> of_cells;
  std::copy_if(
      scenarios.begin(), scenarios.end(), std::back_inserter(of_cells),
      [&](const ScenarioInstance& scenario) { return contains(request.timed, scenario.name); });
  if (modes.contains(Mode::kInstructions)) check_cachegrind();
  const auto times = [&](Mode mode) {
    return !modes.contains(mode) ? 0 : is_noisy(mode) ? rounds_of(options) : 1;
  };
  request.counts = modes.contains(Mode::kCount) ? options.counts : 0;
  request.live = modes.contains(Mode::kLive) ? options.counts : 0;
  request.profiles = times(Mode::kProfile);
  // Cache misses are noisy: they move with addresses.
  request.instructions = modes.contains(Mode::kInstructions) ? rounds_of(options) : 0;
  request.memory = times(Mode::kMemory);
  request.rounds = times(Mode::kTime);
  request.seed = options.seed;
  request.arms = arms_of(cells, prepared.inventory);
  request.control_instructions = true;
  const bool is_noisy_run = request.rounds + request.memory + request.instructions > 0;
  if (is_noisy_run && options.control == Control::kOfNoisy) add_control(request.arms);
  for (PlannedCell cell : cells) {
    cell.alloc = choose_allocators({cell.alloc}, prepared.inventory)[0].name;
    request.cells.insert(std::move(cell));
  }
  finish(std::move(of_cells), {}, request, prepared, log);
  return prepared;
}

PreparedRun prepare_profiles(Inventory inventory, const std::vector<ProfiledCell>& cells,
                             const ScenarioSettings& settings, ProfileTool tool,
                             std::ostream& log) {
  PreparedRun prepared{std::move(inventory), {}};
  std::map<std::string, ScenarioInstance> scenarios;     // by name
  std::set<std::pair<std::string, std::string>> builds;  // store and variant
  const AllocatorChoice allocator = allocator_of(tool);
  PlanRequest request;
  request.rounds = request.counts = 0;
  request.profiles = 1;
  for (const ProfiledCell& cell : cells) {
    const std::string variant = prepared.inventory.has_variants(cell.store)
                                    ? canonical_variant(cell.variant, prepared.inventory.toggles)
                                    : "";
    builds.insert({cell.store, variant});
    for (ScenarioInstance& instance :
         instances_of(choose_scenarios({cell.scenario}, prepared.inventory.folder), settings)) {
      request.cells.insert({Mode::kProfile, instance.name, cell.store, variant, allocator.name});
      scenarios.emplace(std::string(instance.name), std::move(instance));
    }
  }
  for (const auto& [store, variant] : builds) request.arms.push_back({store, variant, allocator});
  std::vector<ScenarioInstance> instances;
  for (auto& [name, instance] : scenarios) instances.push_back(std::move(instance));
  finish(instances, {}, request, prepared, log);
  return prepared;
}

}  // namespace heapdyno
