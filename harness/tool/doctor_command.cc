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

struct Finding {
  std::string what;
  std::string found;
  std::string advice;  // empty: fine
};

std::string gibibytes(uint64_t bytes) {
  return figure(static_cast<double>(bytes) / static_cast<double>(kGibibyte)) + " GiB";
}

Finding judge_thp(const Facts& facts) {
  Finding finding{"transparent huge pages", facts.thp.empty() ? "unknown" : facts.thp, ""};
  if (facts.thp == "always") {
    finding.advice = "RSS and page faults depend on what the kernel merges: set it to madvise";
  }
  return finding;
}

Finding judge_governor(const Facts& facts) {
  Finding finding{"processor governor", facts.governor.empty() ? "none to be seen" : facts.governor,
                  ""};
  if (facts.governor.empty()) {
    finding.advice = "a virtual machine hides it: trust interleaved rounds, not single times";
  } else if (facts.governor != "performance") {
    finding.advice = "times move with the frequency: set it to performance";
  }
  return finding;
}

Finding judge_load(const Facts& facts) {
  Finding finding{"load of the last minute", figure(facts.load), ""};
  if (facts.load > 0.5 * facts.cores) {
    finding.advice = "other work takes part of the machine: timed trials will need more rounds";
  }
  return finding;
}

Finding judge_aslr(const Facts& facts) {
  Finding finding{"address space randomisation", std::to_string(facts.aslr), ""};
  if (facts.aslr != 2) finding.advice = "2 (on) lets each trial sample another layout";
  return finding;
}

Finding judge_shm(const Facts& facts) {
  Finding finding{"free in /dev/shm", gibibytes(facts.shm_free_bytes), ""};
  if (facts.shm_free_bytes < kGibibyte) {
    finding.advice = "trials keep their stores there: give another folder with --data";
  }
  return finding;
}

Finding judge_cores(const Facts& facts) {
  Finding finding{"processors", facts.cpu + ", " + std::to_string(facts.cores), ""};
  if (facts.cores < 2) {
    finding.advice = "background work and client share one: times hold both";
  } else if (facts.cores < 8) {
    finding.advice = "contention between threads cannot be seen on so few";
  }
  return finding;
}

Finding judge_clock(const Facts& facts) {
  Finding finding{"reading the clock", figure(facts.clock_ns) + " ns", ""};
  if (facts.clock_ns > 100) {
    finding.advice = "slow: a system call instead of the vDSO; latencies of short operations grow";
  }
  return finding;
}

Finding judge_page_fault(const Facts& facts) {
  Finding finding{"first touch of a page", figure(facts.page_fault_ns) + " ns", ""};
  if (facts.page_fault_ns > 2000) {
    finding.advice =
        "dear, as in many virtual machines: allocators that keep memory look better here";
  }
  return finding;
}

Finding judge_memory(const Facts& facts) {
  return {"memory", gibibytes(facts.memory_bytes),
          facts.memory_bytes < 2 * kGibibyte ? "the larger scenarios may not fit" : ""};
}

Table finding_table(const std::string& title, const std::vector<Finding>& findings) {
  Table table{
      title, {{"what", Align::kLeft}, {"found", Align::kLeft}, {"advice", Align::kLeft}}, {}, {}};
  for (const Finding& finding : findings) {
    table.rows.push_back(
        {finding.what, finding.found, finding.advice.empty() ? "fine" : finding.advice});
  }
  return table;
}

Table machine_table(const Facts& facts) {
  return finding_table("Machine", {judge_cores(facts), judge_memory(facts), judge_load(facts),
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
  std::vector<Finding> findings;
  for (const Program& program : kPrograms) {
    if (folder.is_installed() && program.needed == Needed::kInCheckout) continue;
    ChildOptions options;
    options.program = "/bin/sh";
    options.arguments = {"-c", std::string("command -v ") + program.name};
    options.environment = {"PATH=/usr/local/bin:/usr/bin:/bin"};
    const ChildEnd end = run_child(options);
    const std::string path = end.output.substr(0, end.output.find('\n'));
    findings.push_back({program.name, end.succeeded() ? path : "not there",
                        end.succeeded()
                            ? ""
                            : std::string("install ") + program.package + ": " + program.purpose});
  }
  return finding_table("Programs", findings);
}

Table peer_table(const Inventory& inventory) {
  std::vector<Finding> findings;
  for (const std::string& name : inventory.stores) {
    if (name != "reference" && inventory.has_variants(name))
      findings.push_back({name, "in the reference engine's executables", ""});
  }
  for (const Peer& peer : peers()) {
    Finding finding{std::string(peer.store), "built", ""};
    const Presence presence = presence_of(peer, inventory);
    if (presence == Presence::kBuiltWhenNeeded) finding.found = "built when a run needs it";
    if (presence == Presence::kMissing) {
      finding.found = "not in this build";
      finding.advice = way_to_get(peer, inventory.folder);
    }
    findings.push_back(std::move(finding));
  }
  return finding_table("Stores to compare with", findings);
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
Finding judge_observer(const Inventory& inventory) {
  const std::string path = inventory.folder.observer_path();
  Finding finding{"observer", "counts", ""};
  const auto fail = [&](const std::string& why) {
    finding.found = "does not count";
    finding.advice = why;
    return finding;
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
  return finding;
}

}  // namespace

Exit doctor_command(const DoctorOptions& options, Streams streams) {
  const Inventory inventory = take_inventory(open_build_folder(options.build), Ask::kAll);
  Table machine = machine_table(gather_facts());
  const Finding observer = judge_observer(inventory);
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
