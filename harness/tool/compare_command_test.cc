// `heapdyno compare` on records that a test makes: what it prints where, and its exit codes.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CompareTool : public Tool {
 protected:
  // Baseline takes 1,000 ns, all so many times that, in twelve rounds.
  void record_at(double ratio) {
    std::string lines;
    for (const char* variant : {"baseline", "all"}) {
      TestTrial trial;
      trial.variant = variant;
      trial.mode = Mode::kTime;
      for (trial.block = 0; trial.block < 12; ++trial.block) {
        const double base = trial.variant == "all" ? 100'000 * ratio : 100'000;
        trial.wall_ns = static_cast<uint64_t>(base) + static_cast<uint64_t>(100 * trial.block);
        lines += record_line(trial) + "\n";
      }
    }
    write_file(records(), lines);
  }

  Outcome compare(std::vector<std::string> options) const {
    options.insert(options.begin(),
                   {"compare", "variant:baseline", "variant:all", "--in", records()});
    return tool(std::move(options));
  }
};

TEST_F(CompareTool, ExitsWithTheGatesVerdict) {
  record_at(1.05);
  EXPECT_EQ(compare({}).exit, 0);
  const Outcome worse = compare({"--gate", "ns/op"});
  EXPECT_EQ(worse.exit, 3);
  EXPECT_THAT(worse.err, HasSubstr("gate: regression: ns/op at in:run scenario:fill"));
  EXPECT_THAT(worse.err, HasSubstr("gate: 1 line, 1 worse, 0 inconclusive\n"));
  record_at(1.0);
  EXPECT_EQ(compare({"--gate", "ns/op,rss_anon"}).exit, 0);
  const Outcome missing = compare({"--gate", "ns/op", "--gate", "allocs/op"});
  EXPECT_EQ(missing.exit, 5);
  EXPECT_THAT(missing.err, HasSubstr("gate: inconclusive: allocs/op: was not measured\n"));
}

TEST_F(CompareTool, WhereNothingMatchesItSaysWhatThereIs) {
  record_at(1.05);
  const auto said = [&](const std::string& side) {
    const Outcome outcome = tool({"compare", side, "variant:all", "--in", records()});
    EXPECT_EQ(outcome.exit, 2);
    return outcome.err;
  };
  EXPECT_THAT(said("variant:only-arena alloc:glibc"),
              HasSubstr("'variant:only-arena alloc:glibc'. There are: variant:baseline, all\n"));
  EXPECT_THAT(said("load:50"), HasSubstr(". There are: load:nothing\n"));
}

TEST_F(CompareTool, AGatesVerdictIsTheExitCodeAlsoWhereTheTableCannotBeWritten) {
  record_at(1.05);
  std::ofstream full("/dev/full");
  std::ostringstream err;
  EXPECT_EQ(run_tool({"compare", "variant:baseline", "variant:all", "--in", records(), "--gate",
                      "ns/op", "--build", folder_.build()},
                     full, err),
            3);
  EXPECT_THAT(err.str(), HasSubstr("the output could not be written"));
}

TEST_F(CompareTool, AGateLeavesTheTablesAsTheyAre) {
  record_at(1.05);
  EXPECT_EQ(compare({"--gate", "ns/op", "--format", "csv"}).out, compare({"--format", "csv"}).out);
  EXPECT_THAT(compare({}).err, IsEmpty());
}

TEST_F(CompareTool, TheMarginIsAPercentage) {
  record_at(1.05);
  EXPECT_EQ(compare({"--gate", "ns/op", "--margin", "10"}).exit, 0);
  for (const char* margin : {"0", "-1", "100", "2x", "nan", "two"}) {
    const Outcome refused = compare({"--margin", margin});
    EXPECT_EQ(refused.exit, 2) << margin;
    EXPECT_THAT(refused.err, HasSubstr("expected a percentage between 0 and 100"));
  }
}

TEST_F(CompareTool, FiguresAndTheVerdictHaveColumnsOfTheirOwn) {
  record_at(1.05);
  EXPECT_THAT(
      compare({"--metric", "ns/op", "--format", "csv"}).out,
      HasSubstr("scenario,ns/op.a,ns/op.b,ns/op.ratio,ns/op.rounds,ns/op.low,ns/op.high,"
                "ns/op.detected,ns/op.detectable,ns/op.more_rounds,ns/op.p,ns/op.verdict\n"));
  EXPECT_THAT(compare({"--metric", "ns/op", "--format", "json"}).out,
              HasSubstr("\"verdict\": \"regression\""));
}

}  // namespace
}  // namespace heapdyno
