#include <algorithm>
#include <filesystem>

#include "allocators/counters_file.h"
#include "allocators/preload.h"
#include "harness/base/child.h"
#include "harness/base/folder.h"
#include "harness/base/words.h"
#include "harness/builds/inventory.h"
#include "harness/builds/peers.h"
#include "harness/run/facts.h"
#include "harness/tool/commands.h"

namespace heapdyno {
namespace {

constexpr uint64_t kGibibyte = uint64_t{1} << 30;

struct Symptom {
  std::string what;
  std::string found;
  std::string advice;  // empty: fine
};

std::string gibibytes(uint64_t bytes) {
  return figure(static_cast<double>(bytes) / static_cast<double>(kGibibyte)) + " GiB";
}

Symptom judge_thp(const Facts& facts) {
  Symptom symptom{"transparent huge pages", facts.thp.empty() ? "unknown" : facts.thp, ""};
  if (facts.thp == "always") {
    symptom.advice = "RSS and page faults depend on what the kernel merges: set it to madvise";
  }
  return symptom;
}

Symptom judge_governor(const Facts& facts) {
  Symptom symptom{"processor governor", facts.governor.empty() ? "none to be seen" : facts.governor,
                  ""};
  if (facts.governor.empty()) {
    symptom.advice = "a virtual machine hides it: trust interleaved rounds, not single times";
  } else if (facts.governor != "performance") {
    symptom.advice = "times move with the frequency: set it to performance";
  }
  return symptom;
}

Symptom judge_load(const Facts& facts) {
  Symptom symptom{"load of the last minute", figure(facts.load), ""};
  if (facts.load > 0.5 * facts.cores) {
    symptom.advice = "other work takes part of the machine: timed trials will need more rounds";
  }
  return symptom;
}

Symptom judge_aslr(const Facts& facts) {
  Symptom symptom{"address space randomisation", std::to_string(facts.aslr), ""};
  if (facts.aslr != 2) symptom.advice = "2 (on) lets each trial sample another layout";
  return symptom;
}

Symptom judge_shm(const Facts& facts) {
  Symptom symptom{"free in /dev/shm", gibibytes(facts.shm_free_bytes), ""};
  if (facts.shm_free_bytes < kGibibyte) {
    symptom.advice = "trials keep their stores there: give another folder with --data";
  }
  return symptom;
}

Symptom judge_cores(const Facts& facts) {
  Symptom symptom{"processors", facts.cpu + ", " + std::to_string(facts.cores), ""};
  if (facts.cores < 2) {
    symptom.advice = "background work and client share one: times hold both";
  } else if (facts.cores < 8) {
    symptom.advice = "contention between threads cannot be seen on so few";
  }
  return symptom;
}

Symptom judge_clock(const Facts& facts) {
  Symptom symptom{"reading the clock", figure(facts.clock_ns) + " ns", ""};
  if (facts.clock_ns > 100) {
    symptom.advice = "slow: a system call instead of the vDSO; latencies of short operations grow";
  }
  return symptom;
}

Symptom judge_page_fault(const Facts& facts) {
  Symptom symptom{"first touch of a page", figure(facts.page_fault_ns) + " ns", ""};
  if (facts.page_fault_ns > 2000) {
    symptom.advice =
        "dear, as in many virtual machines: allocators that keep memory look better here";
  }
  return symptom;
}

Symptom judge_memory(const Facts& facts) {
  return {"memory", gibibytes(facts.memory_bytes),
          facts.memory_bytes < 2 * kGibibyte ? "the larger scenarios may not fit" : ""};
}

Table symptom_table(const std::string& title, const std::vector<Symptom>& symptoms) {
  Table table{
      title, {{"what", Align::kLeft}, {"found", Align::kLeft}, {"advice", Align::kLeft}}, {}, {}};
  for (const Symptom& symptom : symptoms) {
    table.rows.push_back(
        {symptom.what, symptom.found, symptom.advice.empty() ? "fine" : symptom.advice});
  }
  return table;
}

Table machine_table(const Facts& facts) {
  return symptom_table("Machine", {judge_cores(facts), judge_memory(facts), judge_load(facts),
                                   judge_governor(facts), judge_thp(facts), judge_aslr(facts),
                                   judge_shm(facts), judge_clock(facts), judge_page_fault(facts)});
}

// Programs that commands of the tool or its scripts call, and the package that has each. An installed
// tree builds nothing.
Table program_table(const BuildFolder& folder) {
  enum class Needed { kEverywhere, kInCheckout };
  struct Program {
    const char* name;
    const char* package;
    const char* purpose;
    Needed needed;
  };
  static constexpr Program kPrograms[] = {
      {"meson", "meson", "builds variants when a run needs them", Needed::kInCheckout},
      {"ninja", "ninja-build", "likewise", Needed::kInCheckout},
      {"c++", "g++", "likewise", Needed::kInCheckout},
      {"git", "git", "names the commit in records", Needed::kInCheckout},
      {"heaptrack", "heaptrack", "a second opinion on counts, and the call stacks of profiles",
       Needed::kEverywhere},
      {"ld.lld", "lld", "links layouts: run --layouts", Needed::kInCheckout},
      {"addr2line", "binutils", "names the call stacks of jemalloc's profile", Needed::kEverywhere},
  };
  std::vector<Symptom> symptoms;
  for (const Program& program : kPrograms) {
    if (folder.is_installed() && program.needed == Needed::kInCheckout) continue;
    ChildOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", std::string("command -v ") + program.name};
    options.environment = {"PATH=/usr/local/bin:/usr/bin:/bin"};
    const ChildEnd end = run_child(options);
    const std::string path = end.output.substr(0, end.output.find('\n'));
    symptoms.push_back({program.name, end.succeeded() ? path : "not there",
                        end.succeeded()
                            ? ""
                            : std::string("install ") + program.package + ": " + program.purpose});
  }
  return symptom_table("Programs", symptoms);
}

Table peer_table(const Inventory& inventory) {
  std::vector<Symptom> symptoms;
  for (const std::string& name : inventory.stores) {
    if (name != "reference" && inventory.has_variants(name))
      symptoms.push_back({name, "in the reference engine's executables", ""});
  }
  for (const Peer& peer : peers()) {
    Symptom symptom{std::string(peer.store), "built", ""};
    const Presence presence = presence_of(peer, inventory);
    if (presence == Presence::kBuiltWhenNeeded) symptom.found = "built when a run needs it";
    if (presence == Presence::kMissing) {
      symptom.found = "not in this build";
      symptom.advice = way_to_get(peer, inventory.folder);
    }
    symptoms.push_back(std::move(symptom));
  }
  return symptom_table("Stores to compare with", symptoms);
}

Table executable_table(const Inventory& inventory) {
  Table table{"What answers malloc in each executable",
              {{"executable", Align::kLeft},
               {"allocator", Align::kLeft},
               {"library", Align::kLeft},
               {"build id", Align::kLeft}},
              {},
              {}};
  for (const auto& [name, dyno] : inventory.dynos) {
    table.rows.push_back({name, dyno.allocator + " " + short_version(dyno.allocator_version),
                          dyno.library, dyno.library_build_id.substr(0, 12)});
  }
  for (const auto& [name, dyno] : inventory.dynos) {
    if (!dyno.mismatch.empty()) table.notes.push_back("refused: " + name + ": " + dyno.mismatch);
  }
  for (const auto& [name, why] : inventory.silent) table.notes.push_back("refused: " + why);
  return table;
}

// Preloads the observer into an executable of ours, as a counting trial does.
Symptom judge_observer(const Inventory& inventory) {
  const std::string path = inventory.folder.observer_path();
  Symptom symptom{"observer", "counts", ""};
  const auto fail = [&](const std::string& why) {
    symptom.found = "does not count";
    symptom.advice = why;
    return symptom;
  };
  engine::Result<Preload> preload = Preload::open({path});
  if (!preload.is_ok()) return fail(preload.status().to_string());
  const TemporaryFolder folder("/dev/shm");
  ChildOptions options;
  options.program = inventory.dynos.begin()->second.path;
  options.arguments = {"--describe"};
  options.environment = clean_environment();
  options.environment.push_back(HEAPDYNO_OBSERVER_VARIABLE "=" + folder.path() + "/counters");
  options.preload = &*preload;
  const ChildEnd end = run_child(options);
  if (!end.succeeded()) return fail(end.text() + ": " + join(last_lines(end.errors, 2), "; "));
  const engine::Result<Counters> counters = read_counters(folder.path() + "/counters");
  if (!counters.is_ok()) return fail(counters.status().to_string());
  if (counters->flags != 0 || counters->process_allocations() == 0) {
    return fail("malloc does not reach it");
  }
  return symptom;
}

}  // namespace

Exit doctor_command(const DoctorOptions& options, Streams streams) {
  const Inventory inventory = take_inventory(open_build_folder(options.build), Ask::kAll);
  Table machine = machine_table(gather_facts());
  const Symptom observer = judge_observer(inventory);
  machine.rows.push_back(
      {observer.what, observer.found, observer.advice.empty() ? "fine" : observer.advice});
  print(streams.out,
        {machine, program_table(inventory.folder), peer_table(inventory),
         executable_table(inventory)},
        options.format);
  const bool healthy =
      observer.advice.empty() && inventory.silent.empty() &&
      std::none_of(inventory.dynos.begin(), inventory.dynos.end(),
                   [](const auto& entry) { return !entry.second.mismatch.empty(); });
  return healthy ? Exit::kFine : Exit::kFailed;
}

}  // namespace heapdyno
