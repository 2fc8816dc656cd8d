#include "harness/compare/comparable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "harness/figures/conditions.h"
#include "harness/testing/test_errors.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Records = std::vector<Record>;

Records two(TestTrial a, TestTrial b) {
  Records records = {record(a), record(b)};
  records[0].keys["in"] = "old";
  records[1].keys["in"] = "new";
  return records;
}

std::vector<std::string> check(const Records& records, const char* metric,
                               const std::vector<std::string>& accept = {}) {
  const std::vector<Pair> pairs = pair_sides(samples_of(records), Selection::parse("in:old"),
                                             Selection::parse("in:new"), {}, {})
                                      .whole;
  return check_comparable(pairs, {&find_metric(metric)}, {parse_accepted(accept), false});
}

std::string refusal(const Records& records, const char* metric,
                    const std::vector<std::string>& accept = {}) {
  try {
    check(records, metric, accept);
    return "compared";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kNotComparable);
    return error.what();
  }
}

TEST(Comparable, WhatIsRefusedSaysWhereWhyAndWhatAcceptsIt) {
  EXPECT_EQ(
      refusal(two({}, {.compiler = "clang 14.0.6"}), "allocs/op"),
      "not comparable at scenario:fill phase:fill store:reference variant:baseline alloc:glibc: "
      "the compilers differ: 'gcc 12.2.0, -O2 -g1, 20220819' (run.jsonl:1) and "
      "'clang 14.0.6, -O2 -g1, 20220819' (run.jsonl:1); "
      "--accept compiler compares them all the same");
}

// Each difference, what it is called, and in which words it is refused.
struct Case {
  TestTrial trial;
  const char* name;
  const char* words;
};

TEST(Comparable, EachDifferenceIsAcceptedByItsNameAlone) {
  const Case cases[] = {
      {{.scenario_digest = "x"}, "work", "the scenario's content differs"},
      {{.operation_digest = "x"}, "work", "the operations differ"},
      {{.answer_digest = "x"}, "work", "the answers differ"},
      {{.compiler = "clang 14.0.6"}, "compiler", "the compilers differ"},
      {{.seed = 2}, "seed", "the seeds differ: '1' (run.jsonl:1) and '2'"},
  };
  for (const Case& c : cases) {
    const Records records = two({}, c.trial);
    EXPECT_THAT(refusal(records, "allocs/op"), HasSubstr(c.words));
    for (const std::string& name : Conditions::kKinds) {
      if (name == c.name) continue;
      EXPECT_THAT(refusal(records, "allocs/op", {name}), HasSubstr(c.words));
    }
    EXPECT_THAT(check(records, "allocs/op", {c.name}), ElementsAre(HasSubstr(c.words)));
  }
}

TEST(Comparable, FlagsAndTheLibraryBelongToTheCompiler) {
  for (const char* key : {"flags", "libstdcxx"}) {
    Records records = two({}, {});
    records[1].keys[key] = "other";
    EXPECT_THAT(refusal(records, "allocs/op"), HasSubstr("the compilers differ"));
  }
}

TEST(Comparable, TheMachineMattersToNoisyMetricsAlone) {
  TestTrial timed;
  timed.mode = Mode::kTime;
  TestTrial elsewhere = timed;
  elsewhere.cpu = "Intel";
  Records records = two(timed, elsewhere);
  for (const Record& counted : two({}, {.cpu = "Intel"})) records.push_back(counted);
  EXPECT_THAT(check(records, "allocs/op"), IsEmpty());
  EXPECT_THAT(refusal(records, "ns/op"), HasSubstr("the machines differ"));
  EXPECT_THAT(check(records, "ns/op", {"host"}),
              ElementsAre(HasSubstr("'AMD EPYC, 2 cores, Linux 6.1.0'")));
}

TEST(Comparable, ASideIsOneBuildOfItsName) {
  Records records = two({}, {});
  records.push_back(record({.block = 1, .build_id = "ef"}));
  records.back().keys["in"] = "new";
  EXPECT_THAT(refusal(records, "allocs/op"), HasSubstr("several builds of one name: 'cd'"));
  EXPECT_THAT(check(records, "allocs/op", {"build"}), ElementsAre(HasSubstr("several builds")));
  records[2].keys["layout"] = "1";
  EXPECT_THAT(check(records, "allocs/op"), IsEmpty());
}

TEST(Comparable, AnAllocatorIsOneBuildOfItsNameInEachMode) {
  Records records = two({}, {});
  records.push_back(record({.block = 1}));
  records.back().keys["in"] = "new";
  EXPECT_THAT(check(records, "allocs/op"), IsEmpty());
  records[2].keys["allocator-build"] = "ef";
  EXPECT_THAT(refusal(records, "allocs/op"),
              HasSubstr("one allocator is several builds of one name: 'ab'"));
  EXPECT_THAT(check(records, "allocs/op", {"build"}), ElementsAre(HasSubstr("one allocator is")));
  records[2].keys["mode"] = "profile";
  EXPECT_THAT(check(records, "allocs/op"), IsEmpty());
  records[2].keys["mode"] = "count";
  records[2].keys.erase("allocator-build");  // an older record
  EXPECT_THAT(check(records, "allocs/op"), IsEmpty());
}

TEST(Comparable, TwoSidesAreTwoBuilds) {
  EXPECT_THAT(check(two({}, {.build_id = "ef"}), "allocs/op"), IsEmpty());
}

TEST(Comparable, WhatARecordDoesNotSayIsNotChecked) {
  Records records = two({}, {.operation_digest = "", .answer_digest = ""});
  for (const char* key : {"compiler", "flags", "libstdcxx", "seed", "build"})
    records[1].keys.erase(key);
  records[1].scenario_digest.clear();
  EXPECT_THAT(check(records, "allocs/op"), IsEmpty());
}

TEST(Comparable, OnlyStrictAsksForAQuietMachineAndOnlyForTimes) {
  TestTrial timed;
  timed.mode = Mode::kTime;
  Records records = two(timed, timed);
  for (const Record& counted : two({}, {})) records.push_back(counted);
  EXPECT_THAT(check(records, "ns/op"), IsEmpty());
  const auto strictly = [&](const char* metric) {
    const std::vector<Pair> pairs = pair_sides(samples_of(records), Selection::parse("in:old"),
                                               Selection::parse("in:new"), {}, {})
                                        .whole;
    return check_comparable(pairs, {&find_metric(metric)}, {{}, true});
  };
  EXPECT_THAT(strictly("allocs/op"), IsEmpty());
  EXPECT_THROW(strictly("ns/op"), Error);
  for (Record& record : records) record.noise = MachineNoise{.wall_ns = 1, .cpu_ns = 1};
  EXPECT_THAT(strictly("ns/op"), IsEmpty());
}

TEST(Comparable, SeveralDifferencesAreAcceptedInOneList) {
  const Records records = two({}, {.compiler = "clang 14.0.6", .seed = 2});
  EXPECT_EQ(check(records, "allocs/op", {"compiler,seed"}).size(), 2u);
  EXPECT_EQ(check(records, "allocs/op", {"compiler", "seed"}).size(), 2u);
  EXPECT_THAT(refusal(records, "allocs/op", {"compiler"}), HasSubstr("the seeds differ"));
}

TEST(Comparable, AnUnknownDifferenceIsAUsageErrorWithASuggestion) {
  EXPECT_THAT(usage_error_of([&] { parse_accepted({"compilers"}); }),
              HasSubstr("did you mean 'compiler'?"));
}

}  // namespace
}  // namespace heapdyno
