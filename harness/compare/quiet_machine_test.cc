#include "harness/compare/quiet_machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

// A trial of one second on two processors, one of which it kept busy.
MachineNoise quiet() {
  return {.load = 1,
          .wall_ns = 1'000'000'000,
          .cpu_ns = 1'000'000'000,
          .involuntary_switches = 5,
          .busy_ns = 1'040'000'000,
          .idle_ns = 960'000'000,
          .stolen_ns = 0,
          .waited_ns = 10'000'000,
          .throttled = 0};
}

std::string judged(const std::vector<Record>& records) {
  std::vector<const Record*> pointers;
  for (const Record& record : records) pointers.push_back(&record);
  try {
    check_quiet(pointers);
    return "quiet";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kNotComparable);
    return error.what();
  }
}

Record with(const MachineNoise& noise) {
  TestTrial trial;
  trial.mode = Mode::kTime;
  trial.noise = noise;
  return record(trial);
}

template <typename Change>
std::string judged_with(Change change) {
  MachineNoise noise = quiet();
  change(noise);
  return judged({with(noise)});
}

TEST(QuietMachine, IsOneWithoutOtherWork) {
  EXPECT_EQ(judged({}), "quiet");
  EXPECT_EQ(judged({with(quiet()), with(quiet())}), "quiet");
}

TEST(QuietMachine, EachThresholdRefusesWithItsFigure) {
  EXPECT_EQ(
      judged_with([](MachineNoise& n) {
        n.busy_ns = 1'400'000'000;
        n.idle_ns = 600'000'000;
      }),
      "run.jsonl:1 and others: the machine was not quiet: 20.0 % of the processors' time went to "
      "other processes or was stolen by the hypervisor (at most 5.0 %): measure anew on a quiet "
      "machine, or compare without --strict");
  EXPECT_THAT(judged_with([](MachineNoise& n) { n.stolen_ns = 200'000'000; }), HasSubstr("10.9 %"));
  EXPECT_THAT(judged_with([](MachineNoise& n) { n.waited_ns = 60'000'000; }),
              HasSubstr("6.0 % of the trials' time some task waited"));
  EXPECT_THAT(judged_with([](MachineNoise& n) { n.throttled = 2; }),
              HasSubstr("slowed down 2 times"));
}

TEST(QuietMachine, IsJudgedByAllTrialsTogether) {
  MachineNoise busy = quiet();
  busy.busy_ns = 1'300'000'000;
  busy.idle_ns = 700'000'000;
  EXPECT_EQ(judged({with(quiet()), with(busy), with(quiet()), with(quiet()), with(quiet())}),
            "quiet");
  EXPECT_NE(judged({with(busy), with(quiet())}), "quiet");
}

TEST(QuietMachine, WhatTheSystemDoesNotShowIsNotHeldAgainstIt) {
  EXPECT_EQ(judged({with({.wall_ns = 1000, .cpu_ns = 900})}), "quiet");
}

TEST(QuietMachine, AGovernorAGapOrNoTelemetryAtAllRefuse) {
  Record slow = with(quiet());
  slow.keys["governor"] = "powersave";
  EXPECT_THAT(judged({slow}), HasSubstr("the frequency governor was powersave, not performance"));
  slow.keys["governor"] = "performance";
  EXPECT_EQ(judged({slow}), "quiet");
  Record gap = with(quiet());
  gap.longest_gap_ns = 2'500'000;
  EXPECT_THAT(judged({gap}), HasSubstr("stood still for 2,500 us"));
  Record old = with(quiet());
  old.noise.reset();
  EXPECT_THAT(judged({old}), HasSubstr("does not say how busy the machine was"));
}

}  // namespace
}  // namespace heapdyno
