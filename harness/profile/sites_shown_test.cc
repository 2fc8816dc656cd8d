// The list of sites against the engine as it is built: every site of the seed is there, each shows, nothing else moves,
// and the call stacks have all that the observer counts. Long: every scenario under every single toggle.
// HEAPDYNO_TEST_BUILD names the build folder; Meson sets it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <set>

#include "allocators/heaptrack.h"
#include "harness/base/words.h"
#include "harness/builds/inventory.h"
#include "harness/profile/call_sites.h"
#include "harness/profile/sites.h"
#include "harness/record/record_file.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

using Named = std::pair<std::string, std::string>;  // toggle and site

// The sites as part 2 of the seed lists them, by hand: what is one word there and two kinds of thing
// here (serialization buffers, insertion order) is two sites.
const std::set<Named> kSeed = {
    {"small_vector", "string pool's free slots (64)"},
    {"small_vector", "B-tree node entries (8)"},
    {"small_vector", "B-tree node children (9)"},
    {"small_vector", "right half of a split"},
    {"small_vector", "path of a tree descent"},
    {"small_vector", "transaction read set (8)"},
    {"small_vector", "reserved keys at commit (16)"},
    {"small_vector", "memtable iterator batches (32)"},
    {"small_vector", "immutable memtables (4)"},
    {"small_vector", "range results (16)"},
    {"small_vector", "sources of a k-way merge"},
    {"small_vector", "WAL replay batches (128)"},
    {"arena", "WAL replay"},
    {"arena", "write-batch staging"},
    {"arena", "compaction merge"},
    {"arena", "thread-local arena on hot paths"},
    {"arena", "pool of arenas reused across operations"},
    {"object_pool", "hash maps of a transaction (32)"},
    {"object_pool", "byte buffers (1 KiB)"},
    {"object_pool", "strings (256 B)"},
    {"object_pool", "serialization buffers for the WAL (4 KiB)"},
    {"object_pool", "serialization buffers for SSTables (4 KiB)"},
    {"zero_copy", "transaction operations"},
    {"zero_copy", "write-batch operations"},
    {"zero_copy", "WAL entries"},
    {"zero_copy", "memtable entries"},
    {"zero_copy", "values returned by reads"},
    {"flat_hash", "string-pool index"},
    {"flat_hash", "transaction write set"},
    {"flat_hash", "insertion-ordered map where order matters"},
    {"flat_hash", "block-cache index"},
    {"flat_hash", "table cache"},
    {"string_pool", "names in batches"},
    {"string_pool", "names of secondary-index entries"},
    {"string_pool", "names in WAL records and their replay"},
    {"string_pool", "names of keyspaces, columns and indexes in the catalog"},
    {"preallocate", "node decoding"},
    {"preallocate", "maps at commit"},
    {"preallocate", "WAL encoding"},
    {"preallocate", "block building"},
    {"preallocate", "batch operations"},
    {"preallocate", "scan results with a limit"},
    {"simd", "keys of an index, gathered"},
    {"simd", "keys of a node, gathered"},
    {"lock_free_pool", "depots behind the pools"},
    {"lock_free_pool", "depot behind the retained arenas"},
    {"size_class", "memtable nodes, their keys and values"},
    {"size_class", "tree nodes and the pages that they are read from"},
    {"size_class", "halves of a node that was split"},
    {"size_class", "transactions"},
    {"size_class", "iterators"},
    {"size_class", "versions: what readers pin"},
    {"mmap", "blocks of tables"},
    {"mmap", "inputs of a merge"},
    {"mmap", "end of the log"},
};

const std::vector<std::string> kToggles = {
    "small_vector", "arena", "object_pool", "zero_copy",      "flat_hash", "string_pool",
    "preallocate",  "simd",  "size_class",  "lock_free_pool", "mmap"};

// What a run counted of a phase, without its answers.
struct Counted {
  uint64_t allocations = 0;
  uint64_t frees = 0;
  uint64_t bytes = 0;
  uint64_t bytes_copied = 0;
  bool operator==(const Counted&) const = default;
};

Counted counted(const PhaseRecord& phase) {
  Counted sum;
  for (const ScopeRecord& scope : phase.scopes) {
    sum.allocations += scope.allocations();
    sum.frees += scope.count("free") + scope.count("delete");
    sum.bytes += scope.count("bytes");
  }
  const auto copied = phase.physical.find("bytes_copied");
  if (copied != phase.physical.end()) sum.bytes_copied = copied->second;
  return sum;
}

// Allocations of flush, compaction and checkpoint: counted, and by their stacks.
uint64_t background_of(const PhaseRecord& counted) {
  uint64_t sum = 0;
  for (const ScopeRecord& scope : counted.scopes)
    sum += scope.name == "background" ? scope.allocations() : 0;
  return sum;
}

uint64_t background_of(const CallStacks& stacks) {
  uint64_t sum = 0;
  for (const auto& [operation, figures] : by_operation(stacks))
    sum += operation.ends_with(", background") ? figures.allocations : 0;
  return sum;
}

std::vector<Record> records_of(std::vector<std::string> arguments, const std::string& path) {
  arguments.insert(arguments.end(), {"--out", path});
  const Outcome outcome = run_tool_on(std::getenv("HEAPDYNO_TEST_BUILD"), arguments);
  EXPECT_EQ(outcome.exit, 0) << arguments[0] << ":\n" << outcome.err;
  return read_records(path);
}

// Measured once for all tests.
struct Measured {
  SiteList list;
  std::vector<Record> profiled;
  std::vector<Record> counted;
};

class SitesShown : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const TemporaryFolder folder("/tmp");
    const BuildFolder build = open_build_folder(std::getenv("HEAPDYNO_TEST_BUILD"));
    measured_ = new Measured;
    measured_->list = load_site_list(build.source + "/engine/sites.json");
    std::string variants = "baseline,seed,all";
    for (const std::string& toggle : kToggles) variants += ",only-" + toggle;
    for (const auto& [toggle, why] : measured_->list.moves_nothing)
      variants += ",without-" + toggle;
    // Those of a plain run, which have something of everything, and whatever else the list names.
    std::set<std::string> named;
    for (const ScenarioDocument& document : all_scenarios(build))
      if (document.scenario.by_default) named.insert(document.scenario.name);
    for (const Site& site : measured_->list.sites) named.insert(site.place.scenario);
    for (const auto& [toggle, moved] : measured_->list.also_moves)
      for (const auto& [scenario, why] : moved) named.insert(scenario);
    const std::vector<std::string> scenarios(named.begin(), named.end());
    measured_->profiled = records_of({"sites"}, folder.path() + "/sites.jsonl");
    measured_->counted = records_of({"run", "--rounds", "0", "--alloc", "glibc", "--variant",
                                     variants, "--scenario", join(scenarios, ",")},
                                    folder.path() + "/counts.jsonl");
  }
  static void TearDownTestSuite() { delete measured_; }

  void SetUp() override { ASSERT_NE(measured_, nullptr); }

  const SiteList& list() const { return measured_->list; }

  // Null where the variant was not counted.
  static const PhaseRecord* find_counted(const std::string& variant, const std::string& scenario,
                                         const std::string& phase) {
    for (const Record& record : measured_->counted) {
      if (record.keys.at("variant") != variant || record.keys.at("scenario") != scenario) continue;
      for (const PhaseRecord& found : record.phases) {
        if (found.name == phase) return &found;
      }
    }
    return nullptr;
  }

  // The scenarios of which a measured phase is not the same under both variants.
  static std::set<std::string> moved_between(const std::string& off, const std::string& on) {
    std::set<std::string> moved;
    for (const Record& record : measured_->counted) {
      if (record.keys.at("variant") != on) continue;
      const std::string& scenario = record.keys.at("scenario");
      for (const PhaseRecord& phase : record.phases) {
        if (!phase.measured) continue;
        const PhaseRecord* without = find_counted(off, scenario, phase.name);
        if (without == nullptr || counted(*without) != counted(phase)) moved.insert(scenario);
      }
    }
    return moved;
  }

  static Measured* measured_;
};

Measured* SitesShown::measured_ = nullptr;

TEST_F(SitesShown, EverySiteOfTheSeedIsInTheList) {
  std::set<Named> listed;
  for (const Site& site : list().sites) {
    EXPECT_TRUE(listed.insert({site.toggle, site.site}).second) << site.site << " stands twice";
  }
  EXPECT_EQ(listed, kSeed);
}

TEST_F(SitesShown, EachMakesTheDifferenceThatItsToggleMakes) {
  for (const Site& site : list().sites) {
    const SiteFigures off = figures_of(site, site.off(), list(), measured_->profiled);
    const SiteFigures on = figures_of(site, site.on(), list(), measured_->profiled);
    const bool same = off.here == on.here && off.bytes_copied == on.bytes_copied;
    EXPECT_EQ(same, list().moves_nothing.count(site.toggle) != 0)
        << site.toggle << ", " << site.site << (same ? ": the same" : ": not the same")
        << " with and without";
    for (const std::string& function : site.functions) {
      EXPECT_TRUE(off.seen.count(function) + on.seen.count(function) > 0)
          << site.toggle << ", " << site.site << ": " << function << " is on no stack of "
          << site.place.scenario;
    }
  }
}

TEST_F(SitesShown, AToggleMovesTheScenariosThatItNamesAndNoOther) {
  for (const std::string& toggle : kToggles) {
    if (list().moves_nothing.count(toggle) != 0) continue;
    std::set<std::string> moved = moved_between("baseline", "only-" + toggle);
    std::set<std::string> named;
    for (const Site& site : list().sites) {
      if (site.toggle != toggle) continue;
      named.insert(site.place.scenario);
      // What it does beside the toggle that it needs was not counted: it is shown above.
      if (!site.with.empty()) moved.insert(site.place.scenario);
    }
    const auto also = list().also_moves.find(toggle);
    ASSERT_NE(also, list().also_moves.end()) << toggle;
    for (const auto& [scenario, why] : also->second) {
      EXPECT_TRUE(named.insert(scenario).second)
          << toggle << ": " << scenario << " shows a site and stands in also_moves";
      EXPECT_NE(why, "") << toggle << ", " << scenario;
    }
    EXPECT_EQ(moved, named) << toggle;
  }
}

// Neither alone nor beside all others, with which it has something to do.
TEST_F(SitesShown, AToggleThatMovesNothingMovesNoScenario) {
  for (const auto& [toggle, why] : list().moves_nothing) {
    EXPECT_THAT(moved_between("baseline", "only-" + toggle), IsEmpty()) << toggle;
    EXPECT_THAT(moved_between("without-" + toggle, "all"), IsEmpty()) << toggle;
    EXPECT_EQ(list().also_moves.count(toggle), 0u) << toggle;
    EXPECT_NE(why, "") << toggle;
  }
}

TEST_F(SitesShown, StacksHaveAllThatTheObserverCounts) {
  std::set<std::string> variants;
  for (const Record& record : measured_->profiled) {
    for (const PhaseRecord& phase : record.phases) {
      if (!phase.measured) continue;
      const std::string& variant = record.keys.at("variant");
      const PhaseRecord* observed = find_counted(variant, record.keys.at("scenario"), phase.name);
      if (observed == nullptr) continue;
      const Counted count = counted(*observed);
      const Allocated stacks = total(phase.stacks);
      EXPECT_EQ(stacks.allocations, count.allocations) << record.trial_id << ", " << phase.name;
      EXPECT_EQ(stacks.bytes, count.bytes) << record.trial_id << ", " << phase.name;
      EXPECT_EQ(background_of(phase.stacks), background_of(*observed))
          << record.trial_id << ", " << phase.name
          << ": harness/profile/call_sites.cc knows not all of "
          << "the engine's functions that do background work";
      variants.insert(variant);
    }
  }
  EXPECT_THAT(variants, Contains("baseline"));
  EXPECT_THAT(variants, Contains("seed"));
}

}  // namespace
}  // namespace heapdyno
