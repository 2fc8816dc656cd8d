// `heapdyno bisect toggles` on a build folder whose configurations are scripts: the baseline makes
// 320 allocations, only-arena 120, only-zero_copy 270 and all 100.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class BisectTogglesTool : public Tool {
 protected:
  BisectTogglesTool() {
    for (const char* variant : {"only-arena", "only-zero_copy"})
      folder_.on_trial("dyno-" + std::string(variant) + "-glibc", "");
  }

  Outcome bisect(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"bisect", "toggles"});
    return tool(std::move(arguments));
  }
};

TEST_F(BisectTogglesTool, TheSmallestSetsThatChangeACountAreFound) {
  const Outcome outcome = bisect({"--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("The smallest sets of toggles that change allocations of fill "
                                     "from baseline to all"));
  EXPECT_THAT(outcome.out, ContainsRegex("arena +fill +320 -> 120"));
  EXPECT_THAT(outcome.out, ContainsRegex("zero_copy +fill +320 -> 270"));
  EXPECT_THAT(outcome.out, HasSubstr("4 variants, counted once each"));
}

TEST_F(BisectTogglesTool, TheWholeChangeNeedsBoth) {
  const Outcome outcome = bisect({"--scenario", "fill", "--whole", "--format", "json"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  const auto table = nlohmann::json::parse(outcome.out);
  EXPECT_THAT(table.dump(), HasSubstr("arena+zero_copy"));
  EXPECT_THAT(table.dump(), HasSubstr("100"));
}

TEST_F(BisectTogglesTool, WithoutCallSitesTheAnswerIsOneAllTheSame) {
  // What is profiled is a script, which makes nothing that heaptrack can read.
  const Outcome outcome = bisect({"--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 0);
  EXPECT_THAT(outcome.err, HasSubstr("warning: no call sites: "));
}

TEST_F(BisectTogglesTool, ACountThatIsTheSameExitsFive) {
  const Outcome outcome = bisect({"--scenario", "fill", "--metric", "flushes"});
  EXPECT_EQ(outcome.exit, 5);
  EXPECT_THAT(outcome.err, HasSubstr("nothing changed from baseline to all: fill 2"));
  EXPECT_EQ(outcome.out, "");
}

TEST_F(BisectTogglesTool, ATrialThatFailsEndsIt) {
  folder_.on_trial("dyno-only-arena-glibc", "echo it is broken >&2; exit 3");
  const Outcome outcome = bisect({"--scenario", "fill"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("it is broken"));
  EXPECT_THAT(outcome.err, ContainsRegex("fill only-arena glibc count .*failed"));
}

TEST_F(BisectTogglesTool, WrongOptionsAreUsageErrorsThatSayWhatIsRight) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{}, "--scenario is required"},
      {{"--scenario", "fil"}, "unknown scenario 'fil': did you mean 'fill'?"},
      {{"--scenario", "fill", "--phase", "fil"}, "did you mean 'fill'?"},
      {{"--scenario", "fill", "--metric", "ns/op"}, "ns/op is noisy"},
      {{"--scenario", "fill", "--from", "al"}, "did you mean 'all'?"},
      {{"--scenario", "fill", "--from", "all"}, "there is no toggle to switch"},
      {{"--scenario", "fill", "--most", "0"}, "--most"},
      {{"--scenario", "fill", "--format", "xml"}, "unknown format"}};
  for (const auto& [arguments, message] : cases) {
    const Outcome outcome = bisect(arguments);
    EXPECT_EQ(outcome.exit, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
  }
  EXPECT_THAT(tool({"bisect", "toggle"}).err, HasSubstr("did you mean 'toggles'?"));
}

}  // namespace
}  // namespace heapdyno
