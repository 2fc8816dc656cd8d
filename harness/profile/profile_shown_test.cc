// `heapdyno profile` on the executables of its own build folder, on a small scenario: its figures
// are those that the observer counts and that heaptrack itself prints, and jemalloc's profile is
// heaptrack's. HEAPDYNO_TEST_BUILD names the build folder; Meson sets it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "allocators/heaptrack.h"
#include "allocators/preload.h"
#include "harness/base/child.h"
#include "harness/builds/build_folder.h"
#include "harness/profile/call_sites.h"
#include "harness/profile/inlining.h"
#include "harness/record/record_file.h"
#include "harness/stacks/heap_profile.h"
#include "harness/stacks/profile_tool.h"
#include "harness/stacks/temporary_allocations.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;
using Json = nlohmann::json;

constexpr char kHeaptrackPrint[] = "/usr/bin/heaptrack_print";

// Flushes, compactions, a checkpoint, a built index, transactions and a recovery.
constexpr char kScenario[] = R"({"schema": "heapdyno.scenario/1", "name": "small",
 "store": {"write_buffer_bytes": 65536, "table_bytes": 65536},
 "keyspaces": [{"name": ""}, {"name": "tree", "kind": "btree"}], "phases": [
  {"name": "load", "measured": false, "operations": {"put": 1}, "count": 1000,
   "keys": {"distribution": "permutation"}},
  {"name": "fill", "before": ["flush", "compact"], "operations": {"put": 1}, "count": 4000,
   "keys": {"distribution": "zipf", "count": 3000}},
  {"name": "commit", "operations": {"commit": 1}, "count": 1000, "commit": {"reads": 2, "writes": 2},
   "keys": {"distribution": "uniform", "count": 3000}},
  {"name": "mixed", "operations": {"get": 3, "delete": 1}, "count": 2000,
   "keys": {"distribution": "uniform", "count": 3000}},
  {"name": "scan", "operations": {"scan": 1}, "count": 2},
  {"name": "reopen", "restart": true, "operations": {"open": 1}}]})";

class ProfileShown : public ::testing::Test {
 protected:
  ProfileShown() : build_(std::getenv("HEAPDYNO_TEST_BUILD")) { write_file(scenario_, kScenario); }

  void SetUp() override {
    if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  }

  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }

  // What it prints.
  std::string tool(std::vector<std::string> arguments) const {
    const Outcome outcome = run_tool_on(build_, std::move(arguments));
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    return outcome.out;
  }

  // The profile of the scenario as JSON.
  Json profile(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"profile", scenario_, "--out", file("profile.json")});
    tool(std::move(arguments));
    return Json::parse(read_file(file("profile.json")));
  }

  std::vector<Record> counts(const std::string& variants, const std::string& store) const {
    const std::string path = file("counts-" + store + ".jsonl");
    tool({"run", "--rounds", "0", "--alloc", "glibc", "--scenario", scenario_, "--variant",
          variants, "--store", store, "--out", path});
    return read_records(path);
  }

  TemporaryFolder folder_{"/tmp"};
  const std::string build_;
  const std::string scenario_ = file("small.json");
};

const PhaseRecord& phase_of(const Record& record, const std::string& name) {
  for (const PhaseRecord& phase : record.phases) {
    if (phase.name == name) return phase;
  }
  throw std::out_of_range(name);
}

// Allocations and bytes that the observer counted, background work apart.
Allocated counted(const PhaseRecord& phase, bool background) {
  Allocated sum;
  for (const ScopeRecord& scope : phase.scopes) {
    if ((scope.name == "background") != background) continue;
    sum += {scope.allocations(), scope.count("bytes")};
  }
  return sum;
}

Allocated shown(const Json& phase, bool background) {
  Allocated sum;
  for (const Json& site : phase.at("sites")) {
    if (site.at("operation").get<std::string>().ends_with(", background") != background) continue;
    sum += {site.at("allocations"), site.at("bytes")};
  }
  return sum;
}

// The stacks of a phase without bytes, which are not the same for each tool.
CallStacks counts_of(const Json& phase) {
  CallStacks stacks;
  for (const Json& site : phase.at("sites")) {
    for (const Json& way : site.at("ways")) {
      const std::string operation = site.at("operation");
      Stack stack = {"measure_" + operation.substr(0, operation.find(','))};
      for (const std::string caller : way.at("callers")) stack.push_back(caller);
      stack.push_back(site.at("function"));
      stacks[stack] += Allocated{way.at("allocations"), 0};
    }
  }
  return stacks;
}

// Allocations by operation and the last name of the innermost function.
std::map<std::pair<std::string, std::string>, uint64_t> sites_of(const CallStacks& stacks) {
  std::map<std::pair<std::string, std::string>, uint64_t> sites;
  for (const auto& [stack, figures] : stacks) {
    const std::string& function = stack.back();
    const size_t colons = function.rfind("::");
    const std::string name = colons == std::string::npos ? function : function.substr(colons + 2);
    sites[{operation_of(stack), name}] += figures.allocations;
  }
  return sites;
}

TEST_F(ProfileShown, HasAllThatTheObserverCountsAndTellsBackgroundWorkApart) {
  for (const std::string store : {"reference", "btree"}) {
    for (const Record& record : counts("baseline,all", store)) {
      const std::string& variant = record.keys.at("variant");
      const Json profiled = profile({"--variant", variant, "--store", store});
      ASSERT_EQ(profiled.at("phases").size(), 5u);
      for (const Json& phase : profiled.at("phases")) {
        const PhaseRecord& observed = phase_of(record, phase.at("phase"));
        for (const bool background : {false, true}) {
          EXPECT_EQ(shown(phase, background), counted(observed, background))
              << store << ", " << variant << ", " << observed.name << ", background " << background;
        }
      }
    }
  }
}

TEST_F(ProfileShown, ADifferenceIsThatOfTheCounts) {
  const std::vector<Record> records = counts("baseline,all", "reference");
  ASSERT_EQ(records.size(), 2u);
  const bool in_order = records[0].keys.at("variant") == "baseline";
  const Record& baseline = records[in_order ? 0 : 1];
  const Record& all = records[in_order ? 1 : 0];
  const Json diff = profile({"--variant", "baseline", "--diff", "all"});
  ASSERT_EQ(diff.at("phases").size(), 5u);
  for (const Json& phase : diff.at("phases")) {
    int64_t sum = 0;
    for (const Json& site : phase.at("sites")) {
      sum += site.at("after").at("allocations").get<int64_t>() -
             site.at("before").at("allocations").get<int64_t>();
    }
    const std::string name = phase.at("phase");
    const auto observed = [&](const Record& record) {
      Allocated total = counted(phase_of(record, name), false);
      total += counted(phase_of(record, name), true);
      return static_cast<int64_t>(total.allocations);
    };
    EXPECT_EQ(sum, observed(all) - observed(baseline)) << name;
  }
}

TEST_F(ProfileShown, AVariantDoesNotDifferFromItself) {
  const Json diff = profile({"--variant", "all", "--diff", "all"});
  for (const char* part : {"phases", "heaps"}) {
    for (const Json& of : diff.at(part)) EXPECT_THAT(of.at("sites"), IsEmpty()) << of;
  }
}

class BothTools : public ProfileShown {
 protected:
  void SetUp() override {
    ProfileShown::SetUp();
    if (!std::filesystem::exists(build_ + "/scenarios/dyno-baseline-jemalloc"))
      GTEST_SKIP() << "jemalloc is not installed";
    if (IsSkipped()) return;
    heaptracks_ = profile({"--variant", "baseline"});
    jemallocs_ = profile({"--variant", "baseline", "--tool", "jemalloc"});
    ASSERT_EQ(heaptracks_.at("phases").size(), jemallocs_.at("phases").size());
  }

  Json heaptracks_;
  Json jemallocs_;
};

TEST_F(BothTools, HaveTheSameAllocations) {
  for (size_t i = 0; i < heaptracks_.at("phases").size(); ++i) {
    const Json& phase = jemallocs_["phases"][i];
    EXPECT_EQ(phase.at("allocations"), heaptracks_["phases"][i].at("allocations"))
        << phase.at("phase");
    EXPECT_FALSE(phase.contains("temporary"));
  }
  for (const Json& heap : jemallocs_.at("heaps"))
    EXPECT_THAT(heap.at("moment").get<std::string>(), StartsWith("end of "));
}

TEST_F(BothTools, HaveTheSameSites) {
  if (!counts("baseline", "reference").front().keys.at("compiler").starts_with("gcc"))
    GTEST_SKIP() << "addr2line finds other inlined functions than heaptrack in what clang makes";
  for (size_t i = 0; i < heaptracks_.at("phases").size(); ++i) {
    // A function without linkage, such as one of a template over a lambda: addr2line has its class,
    // and where it is inlined calls it by the function around it; heaptrack has its last name.
    const TwoBuilds even =
        without_inlining(counts_of(heaptracks_["phases"][i]), counts_of(jemallocs_["phases"][i]));
    EXPECT_EQ(sites_of(even.a), sites_of(even.b)) << heaptracks_["phases"][i].at("phase");
  }
}

TEST_F(ProfileShown, ThePeakAndWhatIsTemporaryAreWhatHeaptrackPrints) {
  if (!std::filesystem::exists(kHeaptrackPrint)) GTEST_SKIP() << "there is no heaptrack_print";
  const auto sh = [&](const std::string& command) {
    ChildOptions child;
    child.program = "/bin/sh";
    child.arguments = {"-c", "cd " + folder_.path() + " && " + command};
    child.environment = clean_environment();
    const ChildEnd end = run_child(child);
    EXPECT_TRUE(end.succeeded()) << command << ": " << end.text() << "\n" << end.errors;
    return end.output + end.errors;
  };
  sh("mkdir data && LD_PRELOAD=" + std::string(kHeaptrack) + " " + kHeaptrackVariable + "=raw " +
     build_ + "/scenarios/dyno-baseline-glibc --trial small.json --mode profile --folder data " +
     "--result result");
  const std::string said = sh(std::string(kHeaptrackInterpreter) + " < raw > text");
  std::ifstream raw(file("raw"));
  const std::vector<bool> temporary = temporary_allocations(raw);
  EXPECT_THAT(
      said,
      ContainsRegex("temporary allocations:[ \t]+" +
                    std::to_string(std::count(temporary.begin(), temporary.end(), true)) + "\n"));
  std::ifstream text(file("text"));
  const HeapProfile profile = parse_heap_profile(text, temporary, "text");
  ASSERT_EQ(profile.heaps.size(), 1u);
  EXPECT_EQ(sh(std::string(kHeaptrackPrint) +
               " -f text -F stacks --flamegraph-cost-type peak > /dev/null && "
               "awk '{sum += $NF} END {print sum}' stacks"),
            std::to_string(profile.heaps[0].all.bytes) + "\n");
}

TEST_F(ProfileShown, FilesForOtherEyesHaveTheSameAllocations) {
  const Json profiled = profile(
      {"--phase", "fill", "--flame", file("f.svg"), "--folded", file("f.txt"), "--variant", "all"});
  ASSERT_EQ(profiled.at("phases").size(), 1u);
  std::istringstream folded(read_file(file("f.txt")));
  uint64_t sum = 0;
  for (std::string line; std::getline(folded, line);) {
    EXPECT_THAT(line, StartsWith("fill;put"));
    sum += std::stoull(line.substr(line.rfind(' ')));
  }
  EXPECT_EQ(sum, profiled["phases"][0]["allocations"]);
  EXPECT_THAT(read_file(file("f.svg")), HasSubstr("small on reference, all: "));
}

TEST_F(ProfileShown, APeerIsProfiledByWhatItsLibraryNames) {
  if (!std::filesystem::exists(build_ + "/scenarios/dyno-leveldb-glibc"))
    GTEST_SKIP() << "LevelDB is not installed";
  write_file(scenario_, R"({"schema": "heapdyno.scenario/1", "name": "peer", "phases": [
    {"name": "fill", "operations": {"put": 1}, "count": 1000}]})");
  const std::string shown = tool({"profile", scenario_, "--store", "leveldb"});
  EXPECT_THAT(shown, HasSubstr("leveldb::WriteBatch::Put"));
  EXPECT_THAT(shown, Not(HasSubstr("std::")));
}

}  // namespace
}  // namespace heapdyno
