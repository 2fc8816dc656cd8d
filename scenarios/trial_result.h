// What a trial found, and its form on disk ("heapdyno.trial/1"): one JSON object, written to a
// temporary name and renamed, so that the file is there whole or not at all.
//
//   {"schema": "heapdyno.trial/1",
//    "scenario": {"name": "get-hit", "digest": "90ab..."},
//    "mode": "count", "part": 0, "seed": 1,
//    "store": {"name": "reference", "version": "", "variant": "all", "settings": {...}},
//    "allocator": {"name", "version", "library", "build_id"},
//    "planted": "leak",                  // what was to go wrong (plant.h); absent: nothing
//    "clock_ns": 26,                     // where time is taken: the cost of one clock read
//    "rss_anon_before_open": 3932160,    // bytes; likewise
//    "allocation_pair_ns": 13.25,        // time; of the last part: a malloc and its free
//    "noise": {"max_gap_ns": 40000, "gaps_ns": 90000, "spun_ns": 200000000},  // open loops
//    "phases": [
//      {"index": 1, "name": "get", "measured": true,  // and "by_chance": true where threads worked
//       "scopes": {
//         "get": {"operations": 100000, "calls": 100000,
//                 "counts": {"new": 1, ..., "bytes": 4096, "histogram": [...]},  // count, live
//                 "deaths": [delta, blocks, ...],                              // live
//                 "latency": [delta, count, ...], "latency_max_ns": 40960,    // time, open-loop
//                 "service": ..., "in_background": ...},                           // open-loop
//         "background": {"counts": {...}}, "store": {"counts": {...}}},
//       "wall_ns", "cpu_ns", "rss_anon", "rss_file", "rss_shmem", "vm_rss",   // free-running modes
//       "vm_hwm", "minor_faults", "major_faults", "driver_bytes",             // free-running modes
//       "calls_per_second": 100000,                                           // open-loop
//       "pss", "anon_huge", "rss_base", "allocator": {"usable": ..., ...},    // memory
//       "samples": [[drawn, ns, rss_anon], ...],                              // memory
//       "alive": {"requested", "requested_peak", "usable"},                   // live
//       "samples": [[drawn, ns, requested, usable], ...],                     // live
//       "physical": {"flushes": 3, ...}, "memory": {"memtables": 1048576, ...},  // not free-running
//       "operation_digest": "16 hexadecimal digits", "answer_digest": "the same",
//       "before_not_applicable": {"compact": "why"}},          // asked for before the phase
//      {"index": 2, "name": "compact", "measured": true, "not_applicable": "why"}, ...]}
//
// `operations` are counted as the kind says (scenario.h), `calls` are store calls. In `counts` a
// figure that is zero is left out, and {} says that nothing was counted; a scope in which nothing
// happened is left out. The histogram of sizes is [delta, count, ...] over the classes of
// allocators/size_class.h, that of latencies over those of histogram.h; deaths are over the index
// (size class * 3 + death) * 32 + lifetime class of allocators/lifetimes.h. The scopes harness and
// pre-main are the driver's own and never here.
//
// A phase whose operation the store does not have was not run: it says why, and nothing else. What
// the scenario asks for before a phase and the store does not have was left out, and the phase says
// why; both are absent where everything was done.
//
// wall_ns is the time of the phase's loop, cpu_ns that of all threads of the process. In time mode a
// measured phase of one thread leaves the driver's digesting of answers out of both; with several
// threads, in open loops and in memory mode it is in them. Latencies are of measured phases and
// chained: the end of one operation is the start of the next, so one includes the driver's own cost
// for an operation, which a trial of the null store shows. A scan's latency is of the whole scan.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "allocators/lifetimes.h"
#include "engine/base/status.h"
#include "scenarios/plant.h"
#include "scenarios/process_facts.h"
#include "scenarios/scenario.h"
#include "scenarios/stores/store.h"

namespace heapdyno {

enum class Mode : uint8_t {
  kCount,         // under the observer
  kTime,          // without any hook
  kProfile,       // under a heap profiler (profiler.h), whose own files have the call stacks
  kLive,          // under the observer that follows every block
  kMemory,        // without any hook; memory is looked at while a phase goes on
  kOpenLoop,      // without any hook; calls begin by a schedule
  kInstructions,  // under cachegrind, whose own file has the figure
};
inline constexpr Mode kModes[] = {Mode::kCount,  Mode::kTime,     Mode::kProfile,     Mode::kLive,
                                  Mode::kMemory, Mode::kOpenLoop, Mode::kInstructions};
constexpr std::string_view name_of(Mode mode) {
  constexpr std::string_view kNames[] = {"count",  "time",      "profile",     "live",
                                         "memory", "open-loop", "instructions"};
  return kNames[static_cast<size_t>(mode)];
}

// Under the observer, at its level.
constexpr bool is_observed(Mode mode) { return mode == Mode::kCount || mode == Mode::kLive; }

// In which the store runs free: with a thread of its own for background work.
constexpr bool runs_free(Mode mode) {
  return mode == Mode::kTime || mode == Mode::kMemory || mode == Mode::kOpenLoop;
}

struct LatencyFigures {
  std::vector<uint64_t> histogram;  // sparse
  uint64_t max_ns = 0;
};

struct ScopeResult {
  std::string name;
  uint64_t operations = 0;
  uint64_t calls = 0;
  std::optional<std::vector<std::pair<std::string, uint64_t>>> counts;  // zeros left out
  std::vector<uint64_t> size_histogram;                                 // sparse
  Lifetimes deaths;  // of blocks born in this scope; live mode
  // Of time mode the first, of open loops all three.
  LatencyFigures latency;
  LatencyFigures service;
  LatencyFigures in_background;
};

struct PhaseTimes {
  uint64_t wall_ns = 0;
  uint64_t cpu_ns = 0;
  ProcessMemory memory;  // vm_hwm is 0 where the kernel does not let it be reset
  uint64_t minor_faults = 0;
  uint64_t major_faults = 0;
  uint64_t driver_bytes = 0;      // mapped by the driver for its own tables, part of rss_anon
  uint64_t calls_per_second = 0;  // of an open loop; else 0
};

// What live mode looks at: bytes of the store's blocks.
struct PhaseAlive {
  uint64_t requested = 0;             // at the end of the phase
  uint64_t requested_peak = 0;        // the most in the phase
  uint64_t usable = 0;                // at the end, with the allocator's rounding
  std::vector<MemorySample> samples;  // requested and usable
};

// What memory mode looks at, beside PhaseTimes.
struct PhaseMemory {
  MappedMemory mapped;
  uint64_t rss_base =
      0;              // what rss_anon was before the store was opened, with the driver's tables now
  Figures allocator;  // what it says of itself: allocators/adapter.h
  std::vector<MemorySample> samples;  // of rss_anon
};

struct PhaseResult {
  size_t index = 0;
  std::string name;
  bool measured = true;
  bool by_chance = false;      // several threads have worked by then: counts hang on who was first
  std::string not_applicable;  // empty: it was run
  std::vector<std::pair<std::string, std::string>> before_not_applicable;  // what and why
  std::vector<ScopeResult> scopes;
  std::optional<PhaseTimes> times;
  std::optional<PhaseMemory> looked_at;
  std::optional<PhaseAlive> alive;
  std::optional<Figures> physical;
  std::optional<Figures> memory;
  uint64_t operation_digest = 0;
  uint64_t answer_digest = 0;
};

struct TrialResult {
  std::string scenario_name;
  std::string scenario_digest;
  Mode mode = Mode::kTime;
  int part = 0;
  uint64_t seed = 0;
  Plant plant = Plant::kNone;
  StoreDescription store;
  std::vector<std::pair<std::string, std::string>> store_settings;
  std::vector<std::pair<std::string, std::string>> allocator;  // name, version, library, build_id
  std::optional<uint64_t> clock_ns;
  std::optional<uint64_t> rss_anon_before_open;
  std::optional<double> allocation_pair_ns;
  std::optional<Noise> noise;
  std::vector<PhaseResult> phases;
};

std::string to_json(const TrialResult& result);

// Writes `path` whole or not at all. Errors name the path and the system's
// words.
engine::Status write_whole_file(const std::string& path, const std::string& content);

}  // namespace heapdyno
