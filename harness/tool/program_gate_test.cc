// check and accept of a user's program, under the real observer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "allocators/heaptrack.h"
#include "harness/base/folder.h"
#include "harness/testing/test_build_folder.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ProgramGate : public ::testing::Test {
 protected:
  // `size` operations of one allocation each.
  Outcome gate(const std::string& size, std::vector<std::string> arguments) const {
    setenv("HEAPDYNO_TEST_SIZE", size.c_str(), 1);
    Outcome outcome = of_program("environment", std::move(arguments));
    unsetenv("HEAPDYNO_TEST_SIZE");
    return outcome;
  }

  Outcome of_program(const std::string& what, std::vector<std::string> arguments,
                     const std::string& number = "0") const {
    return of_command({build_ + "/harness/marked-program", what, number}, std::move(arguments));
  }

  Outcome of_command(const std::vector<std::string>& command,
                     std::vector<std::string> arguments) const {
    for (const std::string& more : {std::string("--build"), build_, std::string("--baseline"),
                                    folder_.path() + "/.heapdyno", std::string("--")})
      arguments.push_back(more);
    arguments.insert(arguments.end(), command.begin(), command.end());
    std::ostringstream out;
    std::ostringstream err;
    const int exit = run_tool(std::move(arguments), out, err);
    return {exit, out.str(), err.str()};
  }

  const TemporaryFolder folder_{"/tmp"};
  const std::string build_ = std::getenv("HEAPDYNO_TEST_BUILD");
};

TEST_F(ProgramGate, WhatIsAcceptedPassesUnderEveryAllocator) {
  const Outcome accepted = gate("100", {"accept", "--reason", "first"});
  EXPECT_EQ(accepted.exit, 0) << accepted.err;
  EXPECT_THAT(accepted.out, HasSubstr("1 cell accepted"));
  EXPECT_EQ(gate("100", {"check"}).exit, 0);
}

TEST_F(ProgramGate, OtherOperationsAreNotComparable) {
  EXPECT_EQ(gate("100", {"accept", "--reason", "first"}).exit, 0);
  const Outcome check = gate("101", {"check"});
  EXPECT_EQ(check.exit, 5);
  EXPECT_THAT(check.out, HasSubstr("put was done 101 times, and 100 times before"));
}

TEST_F(ProgramGate, WithoutABaselineNothingPasses) {
  const Outcome check = gate("100", {"check"});
  EXPECT_EQ(check.exit, 5);
  EXPECT_THAT(check.out, HasSubstr("there is no baseline"));
  EXPECT_THAT(check.out, HasSubstr("`heapdyno accept --reason \"...\" --baseline " +
                                   folder_.path() + "/.heapdyno -- " + build_ +
                                   "/harness/marked-program environment 0` makes it one"));
}

TEST_F(ProgramGate, AProgramHasItsOwnAllocator) {
  const Outcome check = gate("100", {"check", "--alloc", "jemalloc"});
  EXPECT_EQ(check.exit, 2);
  EXPECT_THAT(check.err, HasSubstr("--alloc"));
}

TEST_F(ProgramGate, OtherArgumentsAreNotComparable) {
  EXPECT_EQ(of_program("phases", {"accept", "--no-sites", "--reason", "first"}, "5").exit, 0);
  const Outcome check = of_program("phases", {"check", "--no-sites"}, "6");
  EXPECT_EQ(check.exit, 5);
  EXPECT_THAT(check.out, HasSubstr("its arguments are not those that the baseline is of"));
}

TEST_F(ProgramGate, AnIncreaseNamesFunctionFileAndLineOfTheProject) {
  if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  // So is it called in the debug information; what is in the folder of .heapdyno is the project's.
  std::filesystem::create_directories(folder_.path() + "/harness/testing");
  write_file(folder_.path() + "/harness/testing/marked_program.cc", "");
  EXPECT_EQ(gate("100", {"accept", "--reason", "first"}).exit, 0);
  const std::string baseline = read_file(folder_.path() + "/.heapdyno/x86_64/marked-program.json");
  EXPECT_THAT(baseline, HasSubstr(R"(["allocate", "", "harness/testing/marked_program.cc", )"));
  EXPECT_THAT(baseline, Not(HasSubstr("\"/")));
  EXPECT_EQ(gate("100", {"check"}).exit, 0);
  setenv("HEAPDYNO_TEST_MORE", "1", 1);
  const Outcome more = gate("100", {"check"});
  const Outcome annotated = gate("100", {"check", "--format", "github"});
  const Outcome without = gate("100", {"check", "--no-sites"});
  unsetenv("HEAPDYNO_TEST_MORE");
  EXPECT_EQ(more.exit, 3);
  EXPECT_THAT(more.out, HasSubstr("put: +1.00 allocations/op: +1.00 allocate "
                                  "(harness/testing/marked_program.cc:"));
  EXPECT_THAT(annotated.out, HasSubstr("::error file=harness/testing/marked_program.cc,line="));
  EXPECT_EQ(without.exit, 3);
  EXPECT_THAT(without.out, HasSubstr("put: +1.00 allocations/op\n"));
}

TEST_F(ProgramGate, WhatHeaptrackDoesNotFollowIsSaid) {
  if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  const Outcome accepted = of_program("fork", {"accept", "--reason", "first"});
  EXPECT_EQ(accepted.exit, 0);
  EXPECT_THAT(accepted.err, Not(HasSubstr("call site")));
  EXPECT_THAT(of_program("fork", {"check"}, "20").err,
              HasSubstr("call sites are known of 20 of 80 allocations"));
  const std::string command = build_ + "/harness/marked-program phases 5; true";
  const Outcome shell = of_command({"sh", "-c", command}, {"check"});
  EXPECT_THAT(shell.err, HasSubstr("what it starts can be named itself"));
  EXPECT_THAT(shell.out, HasSubstr("there is no baseline"));
}

TEST_F(ProgramGate, ABoundedMetricIsBankedAndComparedWhereItIsAskedFor) {
  if (!std::filesystem::exists("/usr/bin/valgrind")) GTEST_SKIP() << "valgrind is not installed";
  const std::vector<std::string> check = {"check", "--metric", "instructions/op"};
  setenv("HEAPDYNO_TEST_LOOPS", "20000000", 1);
  EXPECT_EQ(gate("100", {"accept", "--reason", "first"}).exit, 0);
  const Outcome missing = gate("100", check);
  EXPECT_EQ(missing.exit, 5);
  EXPECT_THAT(missing.out, HasSubstr("the baseline has no instructions/op"));
  EXPECT_EQ(gate("100", {"accept", "--metric", "instructions/op", "--reason", "second"}).exit, 0);
  EXPECT_EQ(gate("100", check).exit, 0);
  setenv("HEAPDYNO_TEST_LOOPS", "21000000", 1);
  const Outcome more = gate("100", check);
  unsetenv("HEAPDYNO_TEST_LOOPS");
  EXPECT_EQ(more.exit, 3);
  EXPECT_THAT(more.out, HasSubstr("increase, program: +"));
  EXPECT_THAT(more.out, HasSubstr("%, tolerance 0.1 %)"));
}

TEST_F(ProgramGate, AMetricThatAProgramHasNotIsRefused) {
  const Outcome check = gate("100", {"check", "--metric", "live-usable"});
  EXPECT_EQ(check.exit, 2);
  EXPECT_THAT(check.err, HasSubstr("a program has instructions/op, minor_faults, major_faults"));
}

// Libraries of allocators bring the C++ library with them, which allocates as it is loaded.
TEST_F(ProgramGate, AProgramThatNamesNothingIsBankedWhole) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"wc", "/etc/passwd"},
        {build_ + "/harness/marked-program", "nothing", "50"}}) {
    const Outcome accepted = of_command(command, {"accept", "--no-sites", "--reason", "first"});
    EXPECT_EQ(accepted.exit, 0);
    EXPECT_THAT(accepted.err, Not(HasSubstr("is not the same in all runs")));
  }
}

TEST_F(ProgramGate, WhatHangsOnTheFolderForTemporaryFilesIsNotBanked) {
  const Outcome refused = of_program("temporary", {"accept", "--no-sites", "--reason", "first"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.err, HasSubstr("with another TMPDIR and environment, under "));
  EXPECT_THAT(of_program("temporary", {"check", "--no-sites"}).out,
              HasSubstr("there is no baseline"));
  const Outcome accepted =
      of_program("temporary", {"accept", "--no-sites", "--leave-out", "--reason", "first"});
  EXPECT_EQ(accepted.exit, 0);
  EXPECT_THAT(accepted.err, HasSubstr("is not the same in all runs: it is left out"));
  EXPECT_THAT(of_program("temporary", {"check", "--no-sites"}).out,
              HasSubstr("allocations moved from run to run when it was accepted"));
}

TEST_F(ProgramGate, AProgramThatFailsIsAFailure) {
  const Outcome check = of_program("fail", {"check"});
  EXPECT_EQ(check.exit, 1);
  EXPECT_THAT(check.out, HasSubstr("the disk is full"));
}

}  // namespace
}  // namespace heapdyno
