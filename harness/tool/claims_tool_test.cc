// The command claims, from its arguments to its exit code, on a build folder whose configurations are
// scripts.
#include <gmock/gmock.h>

#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// All is what saves: 3.2 allocations an operation are 1.
constexpr char kClaims[] = R"({
  "schema": "heapdyno.claims/1", "document": "A document",
  "claims": [
    {"id": "counts", "number": "1", "place": "1.", "quotation": "60-80% fewer", "metric": "allocs/op",
     "reduction": [60, 80], "headline": [{"scenario": "fill", "phase": "fill"}],
     "arms": [{"on": "variant:all"}], "why": "There."},
    {"id": "times", "number": "4", "place": "4.", "quotation": "faster", "metric": "ns/op",
     "headline": [{"scenario": "fill", "phase": "fill"}],
     "arms": [{"on": "alloc:jemalloc"}], "why": "There, too."}]})";

constexpr char kExplained[] = R"({
  "schema": "heapdyno.claims-explained/1",
  "explained": {"counts": {"all": {"verdict": "confirmed", "why": "As it was said. Really."}}}})";

class ClaimsTool : public Tool {
 protected:
  ClaimsTool() { write_file(folder_.source() + "/scenarios/claims.json", kClaims); }

  Outcome claims(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "claims");
    return tool(std::move(arguments));
  }
};

TEST_F(ClaimsTool, MeasuresWhatItNeedsAndPrintsTheVerdict) {
  const Outcome outcome = claims({"--claim", "counts", "--out", records(), "--format", "csv"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(lines(), 2);
  EXPECT_THAT(outcome.out, HasSubstr("1,counts,all,allocs/op,-60 to -80 %,3.2,1,-68.75,"));
  EXPECT_THAT(outcome.out, HasSubstr(",confirmed\n"));
  EXPECT_THAT(outcome.err, HasSubstr("nothing is built with leveldb"));
}

TEST_F(ClaimsTool, NoisyClaimsHaveRoundsAndAControl) {
  const Outcome outcome = claims({"--claim", "times", "--rounds", "6", "--out", records()});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(lines(), 6 * 2 * 3);
  EXPECT_THAT(outcome.out, HasSubstr("not confirmed"));
  EXPECT_THAT(outcome.out, HasSubstr("A/A control of ns/op: "));
  const Outcome few = claims({"--claim", "times", "--rounds", "3", "--out", records()});
  EXPECT_EQ(few.exit, 2);
  EXPECT_THAT(few.err, HasSubstr("--rounds 3: an interval needs 6"));
}

TEST_F(ClaimsTool, PrintsFromRecordsWhatTheRunPrinted) {
  const Outcome measured = claims({"--rounds", "6", "--out", records()});
  const Outcome read = claims({"--in", records()});
  EXPECT_EQ(read.exit, 0) << read.err;
  EXPECT_EQ(read.out, measured.out);
}

TEST_F(ClaimsTool, OptionsOfMeasuringAreRefusedWhereRecordsAreRead) {
  for (const std::vector<std::string>& option : {std::vector<std::string>{"--out", "x.jsonl"},
                                                 {"--resume"},
                                                 {"--rounds", "6"},
                                                 {"--seed", "2"},
                                                 {"--time-limit", "9"},
                                                 {"--data", "/tmp"}}) {
    std::vector<std::string> arguments = {"--in", records()};
    arguments.insert(arguments.end(), option.begin(), option.end());
    const Outcome outcome = claims(arguments);
    EXPECT_EQ(outcome.exit, 2) << option[0];
    EXPECT_THAT(outcome.err, AllOf(HasSubstr("--in"), HasSubstr("excludes"), HasSubstr(option[0])));
  }
  const Outcome page = claims({"--explained", "x.json", "--format", "csv"});
  EXPECT_EQ(page.exit, 2);
  EXPECT_THAT(page.err, HasSubstr("--explained excludes --format"));
}

TEST_F(ClaimsTool, AMissingRecordIsNotComparableAndNamed) {
  claims({"--claim", "counts", "--out", records()});
  const Outcome outcome = claims({"--in", records()});
  EXPECT_EQ(outcome.exit, 5);
  EXPECT_THAT(outcome.err, HasSubstr("claim times: there is no record of ns/op in fill fill, "
                                     "baseline under glibc, mode time"));
}

TEST_F(ClaimsTool, AStoppedRunGoesOn) {
  claims({"--claim", "counts", "--out", records()});
  const std::string all = read_file(records());
  write_file(records(), all.substr(0, all.find('\n') + 1));
  const Outcome outcome = claims({"--claim", "counts", "--out", records(), "--resume"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("1 trials on "));
  EXPECT_EQ(lines(), 2);
}

TEST_F(ClaimsTool, StoppedBeforeItsFirstRecordItSaysHowToGoOn) {
  expect_to_go_on_when_interrupted({"dyno-baseline-glibc", "dyno-all-glibc"},
                                   {"claims", "--claim", "counts", "--out", records()});
}

TEST_F(ClaimsTool, ThePageHasTheExplanations) {
  const std::string explained = folder_.file("explained.json");
  write_file(explained, kExplained);
  const Outcome page = claims({"--claim", "counts", "--out", records(), "--explained", explained});
  EXPECT_EQ(page.exit, 0) << page.err;
  EXPECT_THAT(page.out, HasSubstr("### all: confirmed\n\nAs it was said. Really.\n"));
  folder_.on_trial("dyno-all-glibc", "exit 7");
  const Outcome again = claims({"--claim", "counts", "--in", records(), "--explained", explained});
  EXPECT_EQ(again.out, page.out);
}

TEST_F(ClaimsTool, WhatIsWrongInTheListIsToldByItsLine) {
  std::string text = kClaims;
  text.replace(text.find("\"scenario\": \"fill\""), 18, "\"scenario\": \"fil\"");
  write_file(folder_.source() + "/scenarios/claims.json", text);
  const Outcome outcome = claims({});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("/scenarios/claims.json:5: /claims/0/headline/0/scenario: "
                                     "unknown scenario 'fil': did you mean 'fill'?"));
}

TEST_F(ClaimsTool, AVariantIsCalledByItsName) {
  std::string text = kClaims;
  text.replace(text.find("variant:all"), 11, "variant:arena");
  write_file(folder_.file("mine.json"), text);
  const Outcome outcome = claims({"--list", folder_.file("mine.json")});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("claim counts: the variant arena is called only-arena"));
}

TEST_F(ClaimsTool, AFailedTrialIsTheExitCodeAndNoVerdict) {
  folder_.on_trial("dyno-all-glibc", "exit 7");
  const Outcome outcome = claims({"--claim", "counts", "--out", records()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.out, Not(HasSubstr("confirmed")));
}

}  // namespace
}  // namespace heapdyno
