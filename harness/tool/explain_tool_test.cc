// `heapdyno explain`.

#include <gmock/gmock.h>

#include <cstdlib>
#include <sstream>

#include "harness/figures/metrics.h"
#include "harness/figures/terms.h"
#include "harness/testing/test_build_folder.h"
#include "harness/tool/tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// It needs no build folder.
Outcome explain(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "explain");
  std::ostringstream out;
  std::ostringstream err;
  const int exit = run_tool(std::move(arguments), out, err);
  return {exit, out.str(), err.str()};
}

TEST(ExplainTool, SaysOfAMetricWhatItIsHowItIsMeasuredAndWhatItIsNot) {
  const Outcome outcome = explain({"allocs/op"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  for (const char* text : {"allocations for each operation", "less is better",
                           "exact: the same in every run", "on rocksdb within 0.1 %",
                           "count: heapdyno run", "By the observer", "Allocations are not time"})
    EXPECT_THAT(outcome.out, HasSubstr(text));
}

TEST(ExplainTool, SaysHowFarAClassIsTheMetricsOwn) {
  EXPECT_THAT(explain({"instructions/op"}).out, HasSubstr("under jemalloc within 2 %"));
  EXPECT_THAT(explain({"minor_faults"}).out, HasSubstr("moves by at most 1 %"));
  EXPECT_THAT(explain({"ns/op"}).out, HasSubstr("less than 2 % is\n"));
  EXPECT_THAT(explain({"cache_hits"}).out, HasSubstr("neither is better"));
  EXPECT_THAT(explain({"operations"}).out, Not(HasSubstr("rocksdb")));
}

TEST(ExplainTool, EveryMetricAndTermFitsATerminal) {
  std::vector<std::string> names;
  for (const Metric& metric : metrics()) names.emplace_back(metric.name);
  for (const Term& term : terms()) names.emplace_back(term.term);
  for (const std::string& name : names) {
    const Outcome outcome = explain({name});
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
  }
}

TEST(ExplainTool, SaysOfSeveralAtOnceWhatIsAskedAndOfTheWordsOfTablesTooWhatToDo) {
  const std::string text = explain({"verdict", "ns/op", "control", "margin", "~"}).out;
  for (const char* said : {"inconclusive: across its edge", "CLOCK_MONOTONIC", "A/A",
                           "--margin PERCENT", "Not detected: the interval holds 1"})
    EXPECT_THAT(text, HasSubstr(said));
  for (const Term& term : terms()) {
    const Outcome outcome = explain({std::string(term.term)});
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    for (const char* field : {"what", "read", "do"})
      EXPECT_THAT(outcome.out, HasSubstr("\n  " + std::string(field) + " "));
  }
}

TEST(ExplainTool, ATildeThatAShellTookForTheHomeFolderIsATilde) {
  const char* const home = std::getenv("HOME");
  if (home == nullptr) GTEST_SKIP() << "there is no home folder";
  EXPECT_EQ(explain({home}).out, explain({"~"}).out);
}

TEST(ExplainTool, ListsAllWhereNoneIsNamedAndSuggestsWhatWasMeant) {
  const Outcome all = explain({});
  EXPECT_EQ(all.exit, 0) << all.err;
  for (const Metric& metric : metrics()) EXPECT_THAT(all.out, HasSubstr(std::string(metric.name)));
  for (const Term& term : terms()) EXPECT_THAT(all.out, HasSubstr("\n  " + std::string(term.term)));
  const Outcome unknown = explain({"alocs/op"});
  EXPECT_EQ(unknown.exit, 2);
  EXPECT_THAT(unknown.err, HasSubstr("did you mean 'allocs/op'?"));
  EXPECT_THAT(explain({"held", "--format", "json"}).out, HasSubstr("\"field\": \"traps\""));
}

}  // namespace
}  // namespace heapdyno
