// The record of one trial, "heapdyno.record/1": one line of JSON in a record
// file. results/README.md documents every field with its unit and class.
//
// Writing: make_record() builds the line from what was planned, what the
// executable said of itself, the host, and how the trial ended. Reading:
// parse_record() gives the typed view that comparisons work on. Raw samples
// only: no statistic is ever stored. Pure values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/builds/dyno.h"
#include "harness/record/plan.h"
#include "harness/stacks/call_stacks.h"
#include "heapdyno/observer.h"

namespace heapdyno {

inline constexpr std::string_view kRecordSchema = "heapdyno.record/1";

// What the machine did while the processes of a timed trial ran. What the system does not show is
// absent.
struct MachineNoise {
  double load = 0;       // the system's load average of the last minute, when the trial began
  uint64_t wall_ns = 0;  // from before the first process to after the last
  uint64_t cpu_ns = 0;   // processor time of the trial's processes
  uint64_t involuntary_switches = 0;       // of them: a processor was taken away
  std::optional<uint64_t> busy_ns = {};    // processor time of all processes of the machine
  std::optional<uint64_t> idle_ns = {};    // in which processors were idle
  std::optional<uint64_t> stolen_ns = {};  // in which the hypervisor did not let them run
  std::optional<uint64_t> waited_ns = {};  // in which some task waited for a processor
  std::optional<uint64_t> throttled = {};  // times at which heat or a quota slowed them down
};

// The counters of the system, by the name that records give them.
struct SystemCounter {
  const char* name;
  std::optional<uint64_t> MachineNoise::*value;
};
inline constexpr SystemCounter kSystemCounters[] = {{"busy_ns", &MachineNoise::busy_ns},
                                                    {"idle_ns", &MachineNoise::idle_ns},
                                                    {"stolen_ns", &MachineNoise::stolen_ns},
                                                    {"waited_ns", &MachineNoise::waited_ns},
                                                    {"throttled", &MachineNoise::throttled}};

// How a trial ended.
struct TrialEnd {
  // ok; failed: exit status or an unusable result; crashed: a signal; killed:
  // SIGKILL from elsewhere; hung: killed at its time limit; stopped: the user
  // interrupted the run (never recorded).
  enum class State { kOk, kFailed, kCrashed, kKilled, kHung, kStopped };
  State state = State::kOk;
  std::string reason;               // "signal 11 (Segmentation fault)"; empty when ok
  std::vector<std::string> errors;  // the last lines of stderr
  int part = 0;                     // the process that failed
  std::optional<int> phase;         // where it was, by its progress page
  std::optional<uint64_t> operations;
  double seconds = 0;
  std::vector<std::string> results;   // of each part: heapdyno.trial/1 as text
  std::optional<MachineNoise> noise;  // of timed trials
};
std::string_view name_of(TrialEnd::State state);

// What a record says besides the trial itself.
struct RecordContext {
  std::string host;    // a JSON object: facts.h
  std::string commit;  // of the checkout when the run began; empty: unknown
  bool dirty = false;  // with changes that are not committed
  std::string time;    // of the trial's end, UTC, 2026-11-22T09:30:00Z
  std::string source;  // path of the checkout; texts are recorded without it
  std::string home;    // likewise
};

// One line, without the newline: at most kMostBytes where coarser latencies can
// achieve that.
inline constexpr size_t kMostBytes = 4096;
std::string make_record(const Plan& plan, const Trial& trial, int attempt, const Dyno& dyno,
                        const TrialEnd& end, const RecordContext& context);

// --- the typed view ---

// Blocks of one size class that died in one way after so many operations (allocators/lifetimes.h).
struct Deaths {
  unsigned size_class = 0;
  heapdyno_death death = HEAPDYNO_DEATH_OWN;
  unsigned lifetime_class = 0;
  uint64_t blocks = 0;
};

using LatencyHistogram = std::vector<std::pair<double, uint64_t>>;

struct ScopeRecord {
  std::string name;  // put, get, ..., background, store
  uint64_t operations = 0;
  std::optional<std::map<std::string, uint64_t>> counts;  // count mode; what is not there is 0
  std::vector<uint64_t> histogram;                        // of sizes, sparse; count mode
  std::vector<Deaths> deaths;                             // of blocks born in this scope; live mode
  // ns and how many; of time mode the first, of open loops all three.
  LatencyHistogram latency;
  LatencyHistogram service;
  LatencyHistogram in_background;
  uint64_t latency_max_ns = 0;
  uint64_t service_max_ns = 0;

  uint64_t count(const std::string& name) const;  // 0 when absent
  uint64_t allocations() const;                   // malloc + calloc + realloc + aligned + new
};

struct PhaseRecord {
  std::string name;
  bool measured = true;
  bool by_chance = false;      // several threads worked: counts hang on who was first
  bool per_operation = false;  // figures are of one operation alone: their sums say nothing
  std::string not_applicable;  // why the store did not run it; empty: it did
  std::map<std::string, std::string> before_not_applicable;  // what was left out before it, and why
  std::vector<ScopeRecord> scopes;
  std::map<std::string, uint64_t> figures;    // wall_ns, rss_anon, ...; free-running modes
  std::map<std::string, uint64_t> allocator;  // what it says of itself; memory mode
  std::map<std::string, uint64_t> alive;      // requested, requested_peak, usable; live mode
  std::vector<MemorySample> samples;          // memory mode: rss_anon; live mode: requested, usable
  std::map<std::string, uint64_t> physical;   // not time mode
  CallStacks stacks;                          // profile mode
  CallPlaces places;                          // likewise, of heaptrack; older records have none
  std::string operation_digest;               // empty: the phase did not apply
  std::string answer_digest;                  // empty: there were no answers

  bool applies() const { return not_applicable.empty(); }
  uint64_t operations() const;  // over all scopes
};

// What was alive in a profiled process at a moment.
struct HeapRecord {
  std::string moment;  // "peak", "peak of process 2", "end of fill"
  Allocated all;       // blocks and bytes, the driver's own among them
  CallStacks stacks;   // likewise, without them
};

struct Record {
  CellKeys keys;  // kKeys but phase, kRecordedKeys and toggles: those that it says
  std::string state;
  std::string reason;
  std::string scenario_digest;
  std::string plan_digest;
  std::string time;  // of the trial's end, UTC, 2026-11-22T09:30:00Z; empty: not recorded
  int block = 0;
  int place = 0;
  int attempt = 1;
  bool until_resolved = false;  // of a campaign whose rounds go on until each line has a verdict
  std::string trial_id;         // Plan::id_of
  std::map<std::string, std::string> policy;
  std::string allocator_version;
  std::optional<MachineNoise> noise;         // timed trials
  uint64_t longest_gap_ns = 0;               // of the machine's noise; open loops
  std::optional<double> allocation_pair_ns;  // a malloc and its free in that process; time mode
  std::vector<PhaseRecord> phases;
  std::vector<HeapRecord> heaps;  // profile mode
  std::string origin;             // "file.jsonl:12", for messages

  bool ok() const { return state == "ok"; }
};

// `origin` is for messages. Throws Error that names it and the field.
Record parse_record(std::string_view line, const std::string& origin);

}  // namespace heapdyno
