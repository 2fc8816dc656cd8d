#include "harness/base/child.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "harness/base/folder.h"

namespace heapdyno {
namespace {

ChildOptions shell(const std::string& script) {
  ChildOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", script};
  options.environment = clean_environment();
  return options;
}

TEST(Child, OutputErrorsAndStatusAreKept) {
  const ChildEnd end = run_child(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(end.how, ChildEnd::How::kExited);
  EXPECT_EQ(end.code, 3);
  EXPECT_EQ(end.output, "out\n");
  EXPECT_EQ(end.errors, "err\n");
  EXPECT_EQ(end.text(), "exit status 3");
}

TEST(Child, OutputIsToldAsItComes) {
  // The second word is written when the first was heard.
  const TemporaryFolder folder("/tmp");
  ChildOptions options = shell("echo first; while [ ! -e " + folder.path() +
                               "/heard ]; do :; done; echo second; echo err >&2");
  options.limit = std::chrono::seconds(60);
  std::string heard;
  options.on_output = [&](std::string_view text) {
    heard += text;
    std::ofstream(folder.path() + "/heard").put('x');
  };
  EXPECT_EQ(run_child(options).output, "first\nsecond\n");
  EXPECT_EQ(heard, "first\nsecond\n");
}

TEST(Child, NothingOfTheCallersEnvironmentIsPassedOn) {
  setenv("MALLOC_CONF", "narenas:1", 1);
  const ChildEnd end = run_child(shell("/usr/bin/env"));
  unsetenv("MALLOC_CONF");
  EXPECT_NE(end.output.find("LC_ALL=C\n"), std::string::npos);
  EXPECT_EQ(end.output.find("MALLOC_CONF"), std::string::npos);
  EXPECT_EQ(end.output.find("PATH="), std::string::npos);
}

TEST(Child, ASignalIsTold) {
  const ChildEnd end = run_child(shell("kill -SEGV $$"));
  EXPECT_EQ(end.how, ChildEnd::How::kSignalled);
  EXPECT_EQ(end.code, SIGSEGV);
  EXPECT_EQ(end.text(), "signal 11 (Segmentation fault)");
}

TEST(Child, AtItsLimitTheWholeGroupIsKilled) {
  ChildOptions options = shell("sleep 1000 & echo $!; sleep 1000");
  options.limit = std::chrono::milliseconds(200);
  const ChildEnd end = run_child(options);
  EXPECT_EQ(end.how, ChildEnd::How::kTimedOut);
  // The grandchild is gone too, or a zombie on its way out.
  const int grandchild = std::atoi(end.output.c_str());
  ASSERT_GT(grandchild, 0);
  const ChildEnd state = run_child(shell("sed -n 's/^State:.\\(.\\).*/\\1/p' /proc/" +
                                         std::to_string(grandchild) + "/status 2>/dev/null"));
  EXPECT_TRUE(state.output.empty() || state.output[0] == 'Z' || state.output[0] == 'X')
      << state.output;
}

TEST(Child, CanBeStoppedFromAnotherThread) {
  std::atomic<bool> stop{false};
  ChildOptions options = shell("echo ready; sleep 1000");
  options.stop = &stop;
  std::thread stopper([&] { stop = true; });
  EXPECT_EQ(run_child(options).how, ChildEnd::How::kStopped);
  stopper.join();
}

TEST(Child, OneThatIsStoppedMayEndByItself) {
  std::atomic<bool> stop{false};
  ChildOptions options =
      shell("trap 'echo tidied; exit 0' TERM; echo ready; while :; do sleep 0.1; done");
  options.stop = &stop;
  options.grace = std::chrono::seconds(60);
  options.on_output = [&](std::string_view) { stop = true; };  // the trap is set
  const ChildEnd end = run_child(options);
  EXPECT_EQ(end.how, ChildEnd::How::kStopped);
  EXPECT_EQ(end.output, "ready\ntidied\n");
}

TEST(Child, OneThatDoesNotEndByItselfIsKilled) {
  std::atomic<bool> stop{false};
  ChildOptions options = shell("trap '' TERM; echo ready; sleep 1000");
  options.stop = &stop;
  options.grace = std::chrono::milliseconds(100);
  options.on_output = [&](std::string_view) { stop = true; };
  EXPECT_EQ(run_child(options).how, ChildEnd::How::kStopped);
}

TEST(Child, AProgramThatIsNotThereSaysSo) {
  ChildOptions options;
  options.program = "/nowhere/dyno";
  const ChildEnd end = run_child(options);
  EXPECT_EQ(end.code, 127);
  EXPECT_EQ(end.errors, "cannot execute /nowhere/dyno: No such file or directory\n");
}

TEST(Child, LastLinesAreFewAndShort) {
  EXPECT_EQ(last_lines("a\nb\n\nc\n", 2), (std::vector<std::string>{"b", "c"}));
  EXPECT_EQ(last_lines("", 2), std::vector<std::string>{});
  EXPECT_EQ(last_lines(std::string(5000, 'x'), 9).front().size(), 2048u);
}

TEST(CallersEnvironment, IsWholeButForTheVariablesNamed) {
  setenv("HEAPDYNO_TEST_A", "a=b", 1);
  setenv("HEAPDYNO_TEST_AB", "", 1);
  const std::vector<std::string> all = callers_environment({});
  EXPECT_THAT(all, testing::IsSupersetOf({"HEAPDYNO_TEST_A=a=b", "HEAPDYNO_TEST_AB="}));
  const std::vector<std::string> some = callers_environment({"HEAPDYNO_TEST_A", "NOT_THERE"});
  EXPECT_EQ(some.size(), all.size() - 1);
  EXPECT_THAT(some, testing::Contains("HEAPDYNO_TEST_AB="));
}

}  // namespace
}  // namespace heapdyno
