#include "harness/figures/explanations.h"

#include <algorithm>
#include <iterator>

namespace heapdyno {
namespace {

constexpr std::string_view kObserved =
    "By the observer, a library that is loaded before the allocator and counts each call in memory "
    "of its own, without a lock. Flush and compaction run inline, so that their calls fall where "
    "they always fall.";
constexpr std::string_view kByTheStore =
    "By the store's own counters, read at both ends of the phase; of LevelDB and RocksDB between "
    "them and their files.";
constexpr std::string_view kByTheTree =
    "By the counters of the reference engine's B+trees, read at both ends of the phase.";
constexpr std::string_view kSimulated =
    "By valgrind's cachegrind: the trial runs once more for each moment at which a phase's calls "
    "begin or end, and the figure is the difference.";
constexpr std::string_view kLatencies =
    "From a histogram of all operations of the phase in a closed loop: the midpoint of the bucket.";
constexpr std::string_view kByTheKernel =
    "From /proc/self/status at the end of the phase, in a trial without any hook.";
constexpr std::string_view kFaults = "By getrusage at both ends of the phase.";
constexpr std::string_view kFollowed =
    "By the observer that follows every block from its allocation to its free, in a process that "
    "is much slower for it and is never timed.";
constexpr std::string_view kHeldAtEnd =
    "In a trial without any hook, at the end of the phase: RssAnon of the process less what it was "
    "before the store was opened and the driver's own tables.";
constexpr std::string_view kHeldOverTime =
    "In a trial without any hook, at up to 65 moments of the phase, each weighted with the time "
    "around it: RssAnon of the process less what it was before the store was opened and the "
    "driver's own tables.";
constexpr std::string_view kRollup = "From /proc/self/smaps_rollup at the end of the phase.";
constexpr std::string_view kOwnFigure =
    "The allocator is asked at the end of the phase, through its own interface.";
constexpr std::string_view kScheduled =
    "Calls begin by a schedule, the same for every configuration; a latency is from the moment at "
    "which the call should have begun, so that what waits behind a pause is in it.";
constexpr std::string_view kCallAlone =
    "Of a call by a schedule from its real start to its end, without what it waited before.";

constexpr std::string_view kWhoseCount =
    "Allocations are not time: one from a thread's cache costs a few nanoseconds, one that touches "
    "a new page microseconds. In phases with threads it hangs on who came first, and is shown as a "
    "range.";
constexpr std::string_view kRequested =
    "It is what was asked for, never what the allocator rounds it up to; realloc counts its whole "
    "new size.";
constexpr std::string_view kWorkDone =
    "It says what was done, not what that cost. Where two configurations differ in it they did "
    "not do the same physical work, and their times are to be read with that in mind.";
constexpr std::string_view kFromTables =
    "What the block cache had is not in it, and what the system's cache had is. Where tables are "
    "mapped, blocks that were checked before are not.";
constexpr std::string_view kTreesAlone = "Absent where no keyspace is a B+tree.";
constexpr std::string_view kTotal =
    "A total of the phase: of another number of operations it is another figure.";
constexpr std::string_view kOfOneMachine =
    "It belongs to one machine and one hour: only configurations that ran interleaved in one run "
    "can be compared. The driver's own cost is in it; the null store shows how much that is.";
constexpr std::string_view kTail =
    "It is absent where fewer than ten operations lie beyond it. In a closed loop a pause delays "
    "the calls behind it, and they are not in the figure: an open loop shows them.";
constexpr std::string_view kResident =
    "It is of the whole process, the driver's tables and the allocator's caches included, and it "
    "falls only when the allocator gives pages back: it says little of what the store holds. "
    "`held` does.";
constexpr std::string_view kWhatIsHeld =
    "It hangs on when the allocator gives memory back, which some do only as time goes by or as "
    "calls are made. `live` beside it says how much of it anybody asked for.";
constexpr std::string_view kFirstTouch =
    "Deterministic to about one in a hundred. A fault costs microseconds on virtual machines and "
    "far less on bare metal, so the same number is another time elsewhere.";
constexpr std::string_view kOneSchema =
    "Allocators do not mean quite the same by it, and glibc does not know of pages it gave back. "
    "It explains; to compare allocators use `held` and `live`. Absent where the allocator does "
    "not say it.";
constexpr std::string_view kSlowMachine =
    "Rates are percentages of what the first configuration does in a closed loop: of another "
    "first one they are others. Tails below the machine's own gaps, which the record has, are "
    "the machine's.";
constexpr std::string_view kRareTail =
    "It is absent where fewer than ten calls lie beyond it; the machine's own gaps decide most of "
    "it, and the record has them.";
constexpr std::string_view kOneCall =
    "One call decides it: it is an anecdote of the run, not a property of the configuration.";
constexpr std::string_view kOfThoseThatDied =
    "Blocks that are still alive at the end are in no share: a phase that frees little says "
    "little.";
constexpr std::string_view kRounding =
    "Rounding differs from allocator to allocator: it is no measure of the program. glibc's "
    "header of 8 bytes is not in it.";

constexpr MetricExplanation kExplanations[] = {
    {"allocations", kObserved,
     "A total of the phase: of another number of operations it is another figure. Absent where the "
     "phase is counted for each operation."},
    {"allocs/op", kObserved, kWhoseCount},
    {"background-allocs/op", kObserved,
     "It is part of allocs/op, not beside it. A phase too small to flush has none, and looks "
     "better than it is: gate sizes still flush and compact."},
    {"bytes", kObserved, kRequested},
    {"bytes/op", kObserved, kRequested},
    {"frees/op", kObserved,
     "It need not equal allocs/op: what stays alive, or was made in an earlier phase, makes the "
     "difference. Frees of a null pointer are not counted."},
    {"operations", "By the driver, as the scenario says: entries of a batch and of a scan count.",
     "It must be the same on both sides, or they did other work and are not compared."},
    {"flushes", kByTheStore, kWorkDone},
    {"compactions", kByTheStore, kWorkDone},
    {"trivial_moves", kByTheStore, kWorkDone},
    {"tables_written", kByTheStore, kWorkDone},
    {"tables_removed", kByTheStore, kWorkDone},
    {"wal_bytes", kByTheStore, kTotal},
    {"flush_bytes", kByTheStore, kTotal},
    {"compaction_bytes", kByTheStore,
     "Divided by flush_bytes it is the write amplification of the levels, and grows with the "
     "data: compare it at one size."},
    {"manifest_bytes", kByTheStore, kTotal},
    {"syncs", kByTheStore, "Scenarios write without sync unless they say so: 0 is usual."},
    {"bytes_read", kByTheStore, kFromTables},
    {"block_reads", kByTheStore, kFromTables},
    {"cache_hits", kByTheStore, "More is better only where as many blocks were asked for."},
    {"cache_misses", kByTheStore, "Misses of the store's block cache, not of the processor's."},
    {"cache_evictions", kByTheStore, kWorkDone},
    {"bytes_copied", "By the engine where it copies keys and values, in the reference store alone.",
     "What the system copies to files, and what a peer copies, is not in it."},
    {"bytes_written", kByTheStore, kTotal},
    {"replayed_entries", kByTheStore, "0 where the log was empty when the store was opened."},
    {"checkpoints", kByTheTree, kTreesAlone},
    {"page_reads", kByTheTree, kTreesAlone},
    {"page_writes", kByTheTree, kTreesAlone},
    {"node_writes", kByTheTree, kTreesAlone},
    {"small_node_writes", kByTheTree, kTreesAlone},
    {"small-nodes", kByTheTree, "A share of writes: a node that is written twice counts twice."},
    {"page_splits", kByTheTree, kTreesAlone},
    {"page_merges", kByTheTree, kTreesAlone},
    {"instructions/op", kSimulated,
     "Instructions are not time: what waits for memory takes as many as what does not. jemalloc "
     "looks at the clock, so its own counts move."},
    {"cache-misses/op", kSimulated,
     "The cache is simulated, 32 KiB with nothing fetched ahead: another one than yours. It moves "
     "with where stack and heap lie."},
    {"memory-misses/op", kSimulated,
     "The cache is simulated, 8 MiB with nothing fetched ahead: another one than yours. It moves "
     "with where stack and heap lie."},
    {"ns/op",
     "By CLOCK_MONOTONIC around the phase's operations, alone on the machine, in rounds in "
     "which all configurations take turns; of each round the least run.",
     kOfOneMachine},
    {"cpu-ns/op",
     "By the process's processor time around the phase's operations, background "
     "threads included; of each round the least run.",
     "Where flush and compaction run beside the operations it is more than ns/op. It is as noisy, "
     "and of one machine."},
    {"p50", kLatencies,
     "A median says nothing of pauses, and in a small record a bucket is up to an eighth wide."},
    {"p99", kLatencies, kTail},
    {"rss_anon", kByTheKernel, kResident},
    {"rss_file", kByTheKernel, "Pages of mapped files, which other processes may share."},
    {"rss_shmem", kByTheKernel,
     "Shared memory, with the files of /dev/shm where a store maps them: not heap."},
    {"vm_rss", kByTheKernel,
     "Anonymous memory, mapped files and shared memory together: files come and go with the page "
     "cache's luck. `held` is what the store's heap holds."},
    {"vm_hwm", "The kernel's high-water mark, reset at the start of the phase.",
     "Absent where the kernel does not let it be reset. It is of the whole process; `held-peak` is "
     "the store's part."},
    {"minor_faults", kFaults, kFirstTouch},
    {"major_faults", kFaults,
     "0 as long as the files are in memory; anything else says that the machine was short of it."},
    {"live", kFollowed,
     "It is what was requested: an allocator holds more. The difference to `held` is what the "
     "allocator costs."},
    {"live-peak", kFollowed,
     "The peak may last for one compaction only; `heapdyno show curve` has the course."},
    {"live-usable", kFollowed, kRounding},
    {"temporary", kFollowed, kOfThoseThatDied},
    {"own-operation", kFollowed, kOfThoseThatDied},
    {"freed-elsewhere", kFollowed,
     "Background work is inline in this mode: what a flushing thread would free is freed by the "
     "writer."},
    {"held", kHeldAtEnd, kWhatIsHeld},
    {"held-peak",
     "By the kernel's high-water mark in a trial without any hook, less the pages of "
     "files and what there was before the store was opened.",
     "Pages of files are taken off as there are at the end, which may be more or fewer than at the "
     "peak. Absent where the mark cannot be reset."},
    {"held-mean", kHeldOverTime, kWhatIsHeld},
    {"memory-faults", kFaults, kFirstTouch},
    {"pss", kRollup, "What several processes share is divided by their number."},
    {"anon_huge", kRollup,
     "It hangs on the system's setting for transparent huge pages, which `heapdyno doctor` shows."},
    {"allocator-usable", kOwnFigure, kOneSchema},
    {"allocator-active", kOwnFigure, kOneSchema},
    {"allocator-cached", kOwnFigure, kOneSchema},
    {"allocator-retained", kOwnFigure, kOneSchema},
    {"allocator-mapped", kOwnFigure, kOneSchema},
    {"allocator-metadata", kOwnFigure, kOneSchema},
    {"open-rate", "Not measured: it is what the schedule asks for.", kSlowMachine},
    {"open-p50", kScheduled, kSlowMachine},
    {"open-p90", kScheduled, kSlowMachine},
    {"open-p99", kScheduled, kSlowMachine},
    {"open-p99.9", kScheduled, kRareTail},
    {"open-p99.99", kScheduled, kRareTail},
    {"open-max", kScheduled, kOneCall},
    {"pauses", kScheduled,
     "One pause of the machine delays all calls behind it, and each of them counts."},
    {"service-p99", kCallAlone,
     "It hides what a pause does to the calls behind it: open-p99 has that."},
    {"service-max", kCallAlone, kOneCall},
    {"background-p99", kScheduled,
     "Only of calls while flush or compaction went on: a phase with little of it has few."},
};

}  // namespace

std::span<const MetricExplanation> explanations() { return kExplanations; }

const MetricExplanation& explanation_of(const Metric& metric) {
  return *std::find_if(
      std::begin(kExplanations), std::end(kExplanations),
      [&](const MetricExplanation& explanation) { return explanation.metric == metric.name; });
}

std::string_view measured_by(Mode mode) {
  switch (mode) {
    case Mode::kCount:
      return "heapdyno run";
    case Mode::kTime:
      return "heapdyno run --rounds 12";
    case Mode::kProfile:
      return "heapdyno profile";
    case Mode::kLive:
      return "heapdyno run --live 1";
    case Mode::kMemory:
      return "heapdyno run --memory 2";
    case Mode::kOpenLoop:
      return "heapdyno run --open-loop 50,85";
    case Mode::kInstructions:
      return "heapdyno run --instructions 1";
  }
  return "";
}

}  // namespace heapdyno
