// heapdyno attribute, from its arguments to its exit code, on a build folder whose configurations
// are scripts: arena saves 200 calls of 320, zero_copy 50, both 220.

#include <gmock/gmock.h>

#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class AttributeTool : public Tool {
 protected:
  AttributeTool() {
    for (const char* variant : {"only-arena", "only-zero_copy"}) {
      for (const char* alloc : {"glibc", "jemalloc"})
        folder_.on_trial("dyno-" + std::string(variant) + "-" + alloc, "");
    }
  }

  Outcome attribute(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(),
                     {"attribute", "--out", records(), "--scenario", "fill", "--scale", "1"});
    return tool(std::move(arguments));
  }
  Outcome recorded(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"attribute", "--in", records()});
    return tool(std::move(arguments));
  }
};

TEST_F(AttributeTool, EverySetIsCountedOnceUnderEachAllocator) {
  const Outcome outcome = attribute({});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(lines(), 8);
  EXPECT_THAT(outcome.out, ContainsRegex("arena +2 .90.9 %.  1.850 .84.1 %.  1.700 .77.3 %."));
  EXPECT_THAT(outcome.out,
              HasSubstr("overlap: together they save 0.300 allocs/op less than apart"));
  EXPECT_THAT(outcome.out, HasSubstr("where jemalloc counted too, the same"));
  EXPECT_THAT(outcome.out, HasSubstr("attribute --in " + records()));
}

TEST_F(AttributeTool, WhatWasRecordedIsPrintedAgain) {
  const std::string tables = attribute({"--alloc", "glibc"}).out;
  EXPECT_EQ(lines(), 4);
  const Outcome again = recorded({});
  EXPECT_EQ(again.exit, 0) << again.err;
  EXPECT_EQ(tables.substr(0, again.out.size()), again.out);
  EXPECT_THAT(recorded({"--interactions", "3"}).out, HasSubstr("The largest interactions"));
  EXPECT_THAT(recorded({"--metric", "bytes_copied/op", "--format", "csv"}).out,
              HasSubstr("fill,fill,10,10,0,"));
}

TEST_F(AttributeTool, ASetThatIsMissingIsNamedAndTheExitCodeSaysSo) {
  EXPECT_EQ(run({"--rounds", "0", "--scenario", "fill", "--alloc", "glibc"}).exit, 0);
  const Outcome outcome = recorded({});
  EXPECT_EQ(outcome.exit, 5);
  EXPECT_THAT(outcome.err, HasSubstr("2 of 4 sets of toggles are not in these records: arena, "
                                     "zero_copy"));
  EXPECT_THAT(outcome.err, HasSubstr("heapdyno attribute --toggles arena=retained,zero_copy "
                                     "--scenario 'fill' --alloc 'glibc'"));
}

TEST_F(AttributeTool, AStoppedRunIsResumed) {
  EXPECT_EQ(attribute({}).exit, 0);
  const std::string whole = read_file(records());
  write_file(records(), whole.substr(0, whole.find('\n') + 1));
  const Outcome outcome = attribute({"--resume"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("7 trials on "));
  EXPECT_EQ(lines(), 8);
}

TEST_F(AttributeTool, StoppedBeforeItsFirstRecordItSaysHowToGoOn) {
  expect_to_go_on_when_interrupted(
      {"dyno-baseline-glibc", "dyno-only-arena-glibc", "dyno-only-zero_copy-glibc",
       "dyno-all-glibc"},
      {"attribute", "--out", records(), "--scenario", "fill", "--scale", "1", "--alloc", "glibc"});
}

TEST_F(AttributeTool, ASetThatCrashesLeavesNoTables) {
  folder_.on_trial("dyno-only-arena-glibc", "kill -SEGV $$");
  const Outcome outcome = attribute({});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("1 trials have no result"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("first-in")));
}

TEST_F(AttributeTool, RoundsTimeTheSetsUnderEachAllocator) {
  const Outcome outcome = attribute({"--rounds", "6"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  // 4 sets under 2 allocators, the driver's own cost and the control, each twice a round.
  EXPECT_EQ(lines(), 6 * 2 * (4 * 2 + 1 + 1));
  EXPECT_THAT(outcome.out, HasSubstr("What each of them does to ns/op"));
  EXPECT_THAT(outcome.out, HasSubstr("What each of them does to rss_anon"));
  EXPECT_THAT(outcome.out, HasSubstr("jemalloc against glibc"));
  EXPECT_THAT(outcome.out, HasSubstr("arena x zero_copy"));
  EXPECT_THAT(recorded({}).out, HasSubstr("does to rss_anon"));
}

TEST_F(AttributeTool, WhatIsCountedAndWhatIsTimedAreAskedForApart) {
  EXPECT_THAT(attribute({"--metric", "ns/op"}).err, HasSubstr("needs --rounds"));
  EXPECT_THAT(attribute({"--metric", "allocs/op", "--rounds", "6"}).err,
              HasSubstr("without --rounds"));
  const Outcome both = attribute({"--metric", "allocs/op,ns/op", "--rounds", "6"});
  EXPECT_EQ(both.exit, 2);
  EXPECT_THAT(both.err, HasSubstr("one after the other"));
  EXPECT_THAT(attribute({"--toggles", "areno"}).err, HasSubstr("did you mean 'arena'"));
}

TEST_F(AttributeTool, OptionsOfMeasuringAreRefusedWhereRecordsAreRead) {
  for (const std::vector<std::string>& option : {std::vector<std::string>{"--out", "x.jsonl"},
                                                 {"--resume"},
                                                 {"--rounds", "6"},
                                                 {"--seed", "2"},
                                                 {"--time-limit", "9"},
                                                 {"--data", "/tmp"},
                                                 {"--scale", "0.5"},
                                                 {"--size", "gate"},
                                                 {"--param", "keys=9"}}) {
    const Outcome outcome = recorded(option);
    EXPECT_EQ(outcome.exit, 2) << option[0];
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("--in"), HasSubstr("excludes"), HasSubstr(option[0])));
  }
}

}  // namespace
}  // namespace heapdyno
