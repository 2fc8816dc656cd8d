// The tool on the executables of its own build folder: real stores, allocators and observer, on small scenarios.
// HEAPDYNO_TEST_BUILD names the build folder; Meson sets it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <thread>

#include "harness/builds/inventory.h"
#include "harness/figures/metrics.h"
#include "harness/record/record_file.h"
#include "harness/testing/test_build_folder.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class EndToEnd : public ::testing::Test {
 protected:
  EndToEnd() : build_(std::getenv("HEAPDYNO_TEST_BUILD")) {
    write_file(scenario_, R"(// Small, with all that a trial does.
{"schema": "heapdyno.scenario/1", "name": "small", "store": {"write_buffer_bytes": 131072},
 "phases": [
  {"name": "fill", "operations": {"put": 1}, "count": 4000, "keys": {"distribution": "zipf", "count": 3000}},
  {"name": "mixed", "operations": {"get": 3, "delete": 1}, "count": 2000,
   "keys": {"distribution": "uniform", "count": 3000}},
  {"name": "scan", "operations": {"scan": 1}, "count": 2},
  {"name": "reopen", "restart": true, "operations": {"open": 1}}
 ]})");
  }

  Outcome tool(std::vector<std::string> arguments) const {
    return run_tool_on(build_, std::move(arguments));
  }

  Outcome run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"run", "--out", records_, "--scenario", scenario_});
    return tool(std::move(arguments));
  }

  std::vector<Record> records() const { return read_records(records_); }

  TemporaryFolder folder_{"/tmp"};
  const std::string build_;
  const std::string scenario_ = folder_.path() + "/small.json";
  const std::string records_ = folder_.path() + "/run.jsonl";
};

TEST_F(EndToEnd, EveryAllocatorVariantAndStoreDoesTheSameWork) {
  const Outcome outcome = run({"--rounds", "1", "--store", "reference,leveldb"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("identical under glibc"));
  EXPECT_THAT(outcome.out, HasSubstr("the driver's own cost"));
  const Outcome compared =
      tool({"compare", "store:leveldb", "store:reference variant:baseline", "--in", records_});
  EXPECT_EQ(compared.exit, 0) << compared.err;
}

TEST_F(EndToEnd, ClaimsOfEveryKindOfFigureAreMeasuredAndReadAgain) {
  const std::string list = folder_.path() + "/claims.json";
  write_file(list, R"({"schema": "heapdyno.claims/1", "document": "A test", "claims": [
 {"id": "fewer", "number": "1", "place": "here", "quotation": "10-20% fewer", "metric": "allocs/op",
  "reduction": [10, 20], "headline": [{"scenario": "fill-random{size=gate}", "phase": "fill"}],
  "also": ["get-hit{size=gate}"], "arms": [{"on": "variant:all"}], "why": "a put allocates"},
 {"id": "less", "number": "2", "place": "here", "quotation": "less", "metric": "live-peak",
  "headline": [{"scenario": "names{size=gate}", "phase": "fill", "less": "names-short{size=gate}"}],
  "arms": [{"on": "variant:all"}], "why": "names"},
 {"id": "held", "number": "3", "place": "here", "quotation": "less", "metric": "held",
  "headline": [{"scenario": "fill-random{size=gate}", "phase": "fill"}],
  "arms": [{"on": "alloc:jemalloc"}], "why": "memory"},
 {"id": "faster", "number": "4", "place": "here", "quotation": "faster", "metric": "ns/op",
  "headline": [{"scenario": "stress{threads=2,size=gate}", "phase": "stress",
                "over": "stress{threads=1,size=gate}"}],
  "arms": [{"on": "alloc:jemalloc"}], "why": "threads"}]})");
  const Outcome measured = tool({"claims", "--list", list, "--rounds", "6", "--out", records_});
  EXPECT_EQ(measured.exit, 0) << measured.err;
  EXPECT_THAT(measured.out, ContainsRegex("fewer +all +allocs/op .* exceeded"));
  EXPECT_THAT(measured.out, ContainsRegex("held +jemalloc .*% \\[.*\\]"));
  EXPECT_THAT(measured.out, ContainsRegex("A/A control of ns/op: . of 2 cells detected"));
  const Outcome read = tool({"claims", "--list", list, "--in", records_});
  EXPECT_EQ(read.out, measured.out) << read.err;
}

TEST_F(EndToEnd, CountsAreEqualInRepetitionsWithOtherLayoutsAndEnvironments) {
  const Outcome outcome = run({"--rounds", "0", "--counts", "4", "--variant", "all"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
}

TEST_F(EndToEnd, LayoutsAreBuildsOfTheirOwnThatDoTheSameWork) {
  if (!BuildFolder::at(build_).can_build("dyno-baseline-glibc.layout1"))
    GTEST_SKIP() << "lld is not installed";
  const Outcome outcome =
      run({"--rounds", "6", "--layouts", "2", "--variant", "baseline", "--alloc", "glibc"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  std::map<std::string, std::set<std::string>> builds;  // by layout
  for (const Record& record : records()) {
    const auto layout = record.keys.find("layout");
    if (record.keys.at("store") != "reference") continue;
    builds[layout == record.keys.end() ? "" : layout->second].insert(record.keys.at("build"));
  }
  ASSERT_EQ(builds.size(), 3u);
  std::set<std::string> different;
  for (const auto& [layout, ids] : builds) {
    EXPECT_EQ(ids.size(), 1u) << layout;
    different.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(different.size(), 3u);
}

TEST_F(EndToEnd, InstructionsAreThoseOfAPhasesCalls) {
  if (!std::filesystem::exists("/usr/bin/valgrind")) GTEST_SKIP() << "valgrind is not installed";
  const Outcome outcome = run({"--rounds", "0", "--counts", "0", "--instructions", "2", "--variant",
                               "baseline", "--alloc", "glibc"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  std::map<std::string, std::vector<double>> per_put;  // by store
  for (const Record& record : records()) {
    for (const PhaseRecord& phase : record.phases) {
      if (const auto value = find_metric("instructions/op").of(phase);
          value && phase.name == "fill")
        per_put[record.keys.at("store")].push_back(*value);
    }
  }
  ASSERT_EQ(per_put["reference"].size(), 2u);
  ASSERT_EQ(per_put["null"].size(), 2u);
  EXPECT_GT(per_put["reference"][0], per_put["null"][0] + 500);  // a put of a store does something
  EXPECT_TRUE(agree(per_put["reference"][0], per_put["reference"][1], 0.001));
}

TEST_F(EndToEnd, TheGateBanksInstructionsAndComparesThemWithinTheirTolerance) {
  if (!std::filesystem::exists("/usr/bin/valgrind")) GTEST_SKIP() << "valgrind is not installed";
  const auto gate = [&](std::vector<std::string> arguments) {
    for (const char* more : {"--scenario", "fill-random", "--variant", "baseline", "--no-sites",
                             "--metric", "instructions/op", "--baseline"})
      arguments.emplace_back(more);
    arguments.push_back(folder_.path() + "/baselines");
    return tool(std::move(arguments));
  };
  const Outcome accepted = gate({"accept", "--reason", "first"});
  EXPECT_EQ(accepted.exit, 0) << accepted.err;
  EXPECT_THAT(accepted.err, Not(HasSubstr("left out")));
  EXPECT_THAT(accepted.err, Not(HasSubstr("a/a"))) << "what is bounded needs no control";
  const Outcome check = gate({"check"});
  EXPECT_EQ(check.exit, 0) << check.out << check.err;
  EXPECT_THAT(check.out, HasSubstr("check: no change"));
}

TEST_F(EndToEnd, OperationsAndAnswersAreTheSameWithoutFma) {
  const Outcome outcome = run({"--rounds", "0", "--variant", "baseline", "--alloc",
                               "glibc,glibc{GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-AVX2,-AVX512F}"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(records().size(), 2u);
}

TEST_F(EndToEnd, AnyLibraryCanBeTheAllocatorAndIsProved) {
  const Inventory inventory = take_inventory(BuildFolder::at(build_), Ask::kOneOfEach);
  const auto dyno = inventory.dynos.find("dyno-baseline-jemalloc");
  if (dyno == inventory.dynos.end()) GTEST_SKIP() << "jemalloc is not installed";
  // A copy whose path has what LD_PRELOAD cannot hold.
  const std::string library = folder_.path() + "/a b:c.so";
  std::filesystem::copy_file(dyno->second.library, library);
  const Outcome outcome =
      run({"--rounds", "1", "--variant", "baseline", "--alloc",
           "glibc,mine=" + library + ",mine{MALLOC_CONF=narenas:1}=" + library});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  const std::string text = read_file(records_);
  EXPECT_THAT(text, HasSubstr("\"library\":\"" + library + "\""));
  EXPECT_THAT(text, HasSubstr("\"build_id\":\"" + dyno->second.library_build_id + "\""));
}

// It is the linked allocator that can be asked what it has.
TEST_F(EndToEnd, APreloadedAllocatorSaysNothingOfItself) {
  const Inventory inventory = take_inventory(BuildFolder::at(build_), Ask::kOneOfEach);
  const auto dyno = inventory.dynos.find("dyno-baseline-jemalloc");
  if (dyno == inventory.dynos.end()) GTEST_SKIP() << "jemalloc is not installed";
  const Outcome outcome = run({"--rounds", "0", "--counts", "0", "--memory", "1", "--variant",
                               "baseline", "--alloc", "glibc,mine=" + dyno->second.library});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  ASSERT_EQ(records().size(), 3u);
  for (const Record& record : records()) {
    for (const PhaseRecord& phase : record.phases)
      EXPECT_EQ(phase.allocator.empty(), record.keys.at("alloc") == "mine") << phase.name;
  }
}

TEST_F(EndToEnd, ALibraryThatIsNoAllocatorIsRefused) {
  const Outcome outcome = run({"--rounds", "0", "--variant", "baseline", "--alloc",
                               "mine=" + BuildFolder::at(build_).observer_path()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("failed"));
}

TEST_F(EndToEnd, RecordsSayNothingOfTheMachinesUserOrItsFolders) {
  const Outcome outcome = run({"--rounds", "1", "--variant", "all"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  const std::string text = read_file(records_);
  ASSERT_FALSE(text.empty());
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  const std::string source = BuildFolder::at(build_).source;
  for (const std::string& secret : {source, build_, std::string("\"") + host + "\""}) {
    EXPECT_EQ(text.find(secret), std::string::npos) << secret;
  }
}

// The tool in a process of its own, to be killed.
class KilledTool : public EndToEnd {
 protected:
  pid_t start() {
    const pid_t pid = fork();
    if (pid != 0) return pid;
    std::ostringstream ignored;
    _exit(run_tool({"run", "--out", records_, "--scenario", scenario_, "--rounds", "6", "--variant",
                    "baseline", "--alloc", "glibc", "--build", build_},
                   ignored, ignored));
  }

  int wait_for(pid_t pid) {
    int status = 0;
    waitpid(pid, &status, 0);
    return status;
  }

  size_t lines() const {
    const std::string text = read_file(records_);
    return static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  // It can still be waited for.
  static bool has_ended(pid_t tool) {
    siginfo_t info = {};
    return waitid(P_PID, static_cast<id_t>(tool), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid != 0;
  }

  // False: the tool ended with fewer.
  bool wait_for_lines(pid_t tool, size_t enough) const {
    while (lines() < enough) {
      if (has_ended(tool)) return lines() >= enough;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }

  // The next trial of the tool, once it runs; 0: the tool ended without one.
  pid_t running_trial(pid_t tool) const {
    const std::string path =
        "/proc/" + std::to_string(tool) + "/task/" + std::to_string(tool) + "/children";
    while (!has_ended(tool)) {
      std::istringstream children(read_file(path));
      for (pid_t child = 0; children >> child;) {
        const std::string exe = "/proc/" + std::to_string(child) + "/exe";
        std::error_code error;
        const std::string name = std::filesystem::read_symlink(exe, error).filename().string();
        if (name.starts_with("dyno-")) return child;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return 0;
  }
};

TEST_F(KilledTool, ARunThatIsKilledGoesOnWhereItWas) {
  const pid_t pid = start();
  ASSERT_TRUE(wait_for_lines(pid, 3));
  kill(pid, SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(wait_for(pid)));
  const size_t before = read_whole_records(records_).size();
  EXPECT_GE(before, 3u);
  const Outcome resumed =
      run({"--rounds", "6", "--resume", "--variant", "baseline", "--alloc", "glibc"});
  EXPECT_EQ(resumed.exit, 0) << resumed.err;
  EXPECT_EQ(records().size(), 1u + 6 * 2 * 3);
}

TEST_F(KilledTool, AnInterruptLeavesWholeRecords) {
  const pid_t pid = start();
  ASSERT_TRUE(wait_for_lines(pid, 3));
  kill(pid, SIGINT);
  const int status = wait_for(pid);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 1);
  for (const Record& record : records()) EXPECT_TRUE(record.ok()) << record.reason;
}

TEST_F(KilledTool, ATrialThatIsKilledInTheMiddleIsRecordedAndTriedAgain) {
  const pid_t pid = start();
  ASSERT_TRUE(wait_for_lines(pid, 1));
  const pid_t trial = running_trial(pid);
  ASSERT_GT(trial, 0);
  kill(trial, SIGKILL);
  const int status = wait_for(pid);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 1);
  size_t killed = 0;
  for (const Record& record : records()) {
    if (record.ok()) continue;
    ++killed;
    EXPECT_EQ(record.state, "killed");
    EXPECT_EQ(record.reason, "signal 9 (Killed)");
  }
  EXPECT_EQ(killed, 1u);
  EXPECT_EQ(records().size(), 1u + 6 * 2 * 3 + 1);
}

}  // namespace
}  // namespace heapdyno
