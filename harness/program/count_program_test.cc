// Real programs under the real observer.

#include "harness/program/count_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "allocators/heaptrack.h"
#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/builds/build_folder.h"
#include "harness/program/profile_program.h"
#include "harness/program/program_costs.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

using testing::HasSubstr;

std::string build() { return std::getenv("HEAPDYNO_TEST_BUILD"); }
std::string program(const std::string& name = "marked-program") {
  return build() + "/harness/" + name;
}

ProgramOptions options_of(const std::vector<std::string>& command) {
  ProgramOptions options;
  options.command = command;
  options.observer = build() + "/allocators/observer/libheapdyno-observer.so";
  return options;
}

CountedProgram count(const std::vector<std::string>& command) {
  return count_program(options_of(command));
}

std::string error_of(const ProgramOptions& options) {
  try {
    count_program(options);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kFailed);
    return error.what();
  }
  return "";
}
std::string error_of(const std::vector<std::string>& command) {
  return error_of(options_of(command));
}

uint64_t allocations_of(const CellPhase& phase, const std::string& operation) {
  return phase.operations.at(operation).figures.at("allocations");
}

class VariableSet {
 public:
  VariableSet(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~VariableSet() { unsetenv(name_); }
  VariableSet(const VariableSet&) = delete;
  VariableSet& operator=(const VariableSet&) = delete;

 private:
  const char* const name_;
};

TEST(CountedProgram, IsNamedByItsFileAndTellsItsOperationsApart) {
  const CountedProgram counted = count({program(), "phases", "50"});
  EXPECT_EQ(counted.cell.scenario, "marked-program");
  EXPECT_EQ(counted.cell.variant, "");
  ASSERT_EQ(counted.cell.phases.size(), 2u);
  const CellPhase& load = counted.cell.phases[0];
  EXPECT_EQ(load.name, "load");
  EXPECT_EQ(load.operations.at("put").operations, 50u);
  EXPECT_EQ(load.operations.at("put").figures,
            (NamedCounts{{"allocations", 100}, {"bytes", 1000}, {"frees", 100}}));
  EXPECT_EQ(allocations_of(load, ""), 0u);
  const CellPhase& run = counted.cell.phases[1];
  EXPECT_EQ(run.name, "run");
  EXPECT_EQ(run.operations.at("get").operations, 50u);
  EXPECT_EQ(allocations_of(run, "get"), 50u);
  EXPECT_EQ(allocations_of(run, ""), 7u);
  EXPECT_TRUE(counted.notes.empty());
  EXPECT_GT(counted.seconds, 0);
}

TEST(CountedProgram, WithOtherArgumentsHasAnotherDigest) {
  const std::string fifty = count({program(), "phases", "50"}).cell.digest;
  EXPECT_EQ(count({program(), "phases", "50"}).cell.digest, fifty);
  EXPECT_NE(count({program(), "phases", "51"}).cell.digest, fifty);
  EXPECT_NE(count({program(), "phases5", "0"}).cell.digest, fifty);
}

TEST(CountedProgram, WithoutNamesIsOnePhase) {
  const CountedCell without = count({program(), "nothing", "0"}).cell;
  const CountedCell cell = count({program(), "nothing", "500"}).cell;
  ASSERT_EQ(cell.phases.size(), 1u);
  EXPECT_EQ(cell.phases[0].name, "program");
  EXPECT_EQ(cell.phases[0].operations.size(), 1u);
  EXPECT_EQ(allocations_of(cell.phases[0], ""), 500 + allocations_of(without.phases[0], ""));
}

TEST(CountedProgram, WithOperationsAloneIsOnePhase) {
  const CountedCell cell = count({program(), "operations", "50"}).cell;
  ASSERT_EQ(cell.phases.size(), 1u);
  EXPECT_EQ(cell.phases[0].name, "program");
  EXPECT_EQ(allocations_of(cell.phases[0], "put"), 100u);
}

TEST(CountedProgram, IsCountedWithItsForkedChildren) {
  const CountedCell cell = count({program(), "fork", "20"}).cell;
  ASSERT_EQ(cell.phases.size(), 1u);
  EXPECT_EQ(cell.phases[0].operations.at("put").operations, 40u);
  EXPECT_EQ(allocations_of(cell.phases[0], "put"), 80u);
}

TEST(CountedProgram, IsFoundBehindAScriptThatStartsIt) {
  const CountedProgram counted =
      count({"sh", "-c", "ls / > /dev/null; " + program() + " phases 50; true"});
  EXPECT_EQ(counted.cell.scenario, "sh");
  ASSERT_EQ(counted.cell.phases.size(), 2u);
  EXPECT_EQ(allocations_of(counted.cell.phases[0], "put"), 100u);
  ASSERT_EQ(counted.notes.size(), 1u);
  EXPECT_THAT(counted.notes[0], HasSubstr("that name no phase are not counted: "));
}

TEST(CountedProgram, HasTheCallersEnvironmentAndWhatIsGivenInItsPlace) {
  const VariableSet size("HEAPDYNO_TEST_SIZE", "5");
  ProgramOptions options = options_of({program(), "environment"});
  EXPECT_EQ(allocations_of(count_program(options).cell.phases[0], "put"), 5u);
  options.environment = {"HEAPDYNO_TEST_SIZE=8", "HEAPDYNO_TEST_OTHER=1"};
  EXPECT_EQ(allocations_of(count_program(options).cell.phases[0], "put"), 8u);
}

// The path of the observer may have what the loader splits at, and the caller be observed itself.
TEST(CountedProgram, IsObservedWhateverIsPreloadedOrObservedAlready) {
  const TemporaryFolder folder("/tmp");
  const std::string odd = folder.path() + "/a b:c.so";
  std::filesystem::copy_file(options_of({}).observer, odd);
  const VariableSet preloaded("LD_PRELOAD", "libm.so.6");
  const VariableSet observed("HEAPDYNO_OBSERVER", "/nowhere/counters");
  ProgramOptions options = options_of({program(), "phases", "50"});
  options.observer = odd;
  options.libraries = {options_of({}).observer};  // any library
  EXPECT_EQ(allocations_of(count_program(options).cell.phases[0], "put"), 100u);
}

TEST(CountedProgram, CountsTheSameInEveryRun) {
  const auto print = [] {
    return count({program(), "print", "1"}).cell.phases[0].operations.at("").figures;
  };
  const NamedCounts first = print();
  const VariableSet longer("HEAPDYNO_TEST_PADDING", std::string(3000, 'x'));
  EXPECT_EQ(print(), first);
}

// By operation.
NamedCounts sites_of(const std::vector<std::string>& command, const std::string& phase) {
  // Of the checkout that the build folder is in: headers of the system are none of the project's.
  const ProfilingOfProgram profiling = {build() + "/allocators/observer/libheapdyno-frames.so",
                                        build() + "/.."};
  ProgramSites sites = profile_program(options_of(command), profiling);
  NamedCounts sums;
  for (const CellSite& site : sites[phase]) {
    if (site.function == "allocate") sums[site.operation] += site.allocations;
  }
  return sums;
}

class ProfiledProgram : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  }
};

TEST_F(ProfiledProgram, HasTheCallSitesOfEachOperationAndPhase) {
  EXPECT_EQ(sites_of({program(), "phases", "50"}, "load"), (NamedCounts{{"put", 100}}));
  EXPECT_EQ(sites_of({program(), "phases", "50"}, "run"), (NamedCounts{{"", 7}, {"get", 50}}));
  EXPECT_EQ(sites_of({program(), "operations", "50"}, "program"), (NamedCounts{{"put", 100}}));
  EXPECT_EQ(sites_of({program(), "nothing", "50"}, "program"), (NamedCounts{{"", 50}}));
}

TEST_F(ProfiledProgram, TellsWhatThreadsDoAtTheSameTimeApart) {
  EXPECT_EQ(sites_of({program(), "threads", "20000"}, "run"),
            (NamedCounts{{"get", 20'000}, {"put", 40'000}}));
}

TEST(ProgramCosts, AreOfAllItsProcesses) {
  if (!std::filesystem::exists("/usr/bin/valgrind")) GTEST_SKIP() << "valgrind is not installed";
  const uint64_t one = count_instructions(options_of({program(), "nothing", "100000"}));
  const uint64_t none = count_instructions(options_of({program(), "nothing", "0"}));
  EXPECT_GT(one, none + 1'000'000);
  const std::string twice = program() + " nothing 100000; " + program() + " nothing 100000; true";
  EXPECT_GT(count_instructions(options_of({"sh", "-c", twice})), 2 * one);
  EXPECT_GT(count_page_faults(options_of({program(), "nothing", "0"})).minor, 10u);
}

TEST(FailingProgram, IsAnErrorWithItsLastWords) {
  const std::string failed = error_of({program(), "fail"});
  EXPECT_THAT(failed, HasSubstr("marked-program: exit status 3"));
  EXPECT_THAT(failed, HasSubstr("the disk is full"));
  EXPECT_THAT(failed, HasSubstr("run it by itself"));
  const std::string crashed = error_of({program(), "abort"});
  EXPECT_THAT(crashed, HasSubstr("signal 6 (Aborted) in phase run"));
  EXPECT_THAT(crashed, HasSubstr("an invariant is broken"));
}

TEST(FailingProgram, ThatHangsIsKilledAtItsLimit) {
  ProgramOptions options = options_of({program(), "hang"});
  options.limit = std::chrono::milliseconds(200);
  EXPECT_THAT(error_of(options), HasSubstr("killed at its time limit"));
}

TEST(FailingProgram, ThatIsNotThereIsNamed) {
  EXPECT_EQ(error_of({"./no-such-bench"}),
            "./no-such-bench: there is no such program: is it built?");
  ProgramOptions options = options_of({program()});
  options.observer = "/nowhere/observer.so";
  EXPECT_EQ(error_of(options), "/nowhere/observer.so: there is no such library");
}

TEST(UncountedProgram, ThatIsLinkedStaticallyIsTold) {
  EXPECT_THAT(error_of({program("static-program"), "nothing", "5"}),
              HasSubstr("linked statically, so no library can count"));
}

TEST(UncountedProgram, ThatDefinesMallocIsTold) {
  EXPECT_THAT(error_of({build() + "/allocators/testing/exercise-own-malloc"}),
              HasSubstr("its malloc does not reach the observer"));
}

// What scope.h says to an observer that it does not know.
TEST(UncountedProgram, ThatWasCompiledForAnotherObserverIsTold) {
  EXPECT_THAT(error_of({"sh", "-c",
                        "echo 'heapdyno: the observer has interface 9 and ...' >&2; echo more"}),
              HasSubstr("sh: heapdyno: the observer has interface 9"));
}

TEST(UncountedProgram, WithMoreNamesThanThereIsRoomForIsTold) {
  EXPECT_EQ(error_of({program(), "many-names", "28"}), "");
  EXPECT_THAT(error_of({program(), "many-names", "29"}), HasSubstr("more than the 28 operations"));
}

}  // namespace
}  // namespace heapdyno
