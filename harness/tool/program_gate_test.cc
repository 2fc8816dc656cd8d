// check and accept of a user's program, under the real observer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "harness/base/folder.h"
#include "harness/testing/test_build_folder.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

class ProgramGate : public ::testing::Test {
 protected:
  // `size` operations of one allocation each.
  Outcome gate(const std::string& size, std::vector<std::string> arguments) const {
    setenv("HEAPDYNO_TEST_SIZE", size.c_str(), 1);
    Outcome outcome = of_program("environment", std::move(arguments));
    unsetenv("HEAPDYNO_TEST_SIZE");
    return outcome;
  }

  Outcome of_program(const std::string& what, std::vector<std::string> arguments) const {
    for (const std::string& more :
         {std::string("--build"), build_, std::string("--baseline"), folder_.path() + "/.heapdyno",
          std::string("--"), build_ + "/harness/marked-program", what})
      arguments.push_back(more);
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

TEST_F(ProgramGate, WhatHangsOnTheFolderForTemporaryFilesIsNotBanked) {
  const Outcome accepted = of_program("temporary", {"accept", "--reason", "first"});
  EXPECT_EQ(accepted.exit, 0);
  EXPECT_THAT(accepted.err, HasSubstr("program allocations is not the same in all runs"));
}

TEST_F(ProgramGate, AProgramThatFailsIsAFailure) {
  const Outcome check = of_program("fail", {"check"});
  EXPECT_EQ(check.exit, 1);
  EXPECT_THAT(check.out, HasSubstr("the disk is full"));
}

}  // namespace
}  // namespace heapdyno
