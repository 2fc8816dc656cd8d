// Both bisections of the engine itself, in a clone of the checkout in which a change is planted:
// one commit of 32, and one pair of toggles. Long: each step compiles a variant.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <utility>

#include "harness/testing/test_engine_clone.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kWritePath = "engine/db/write.cc";
constexpr const char* kReadPath = "engine/db/read.cc";

class BisectShown : public EngineClone {
 protected:
  Outcome bisect(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "bisect");
    return tool(std::move(arguments));  // it says the time of each step
  }
};

TEST_F(BisectShown, OneCommitOf32IsFoundPastOneThatDoesNotCompile) {
  constexpr int kBroken = 16;  // the first that is asked
  constexpr int kCulprit = 20;
  const std::string good = repository_.git({"rev-parse", "HEAD"});
  std::string culprit;
  for (int i = 1; i <= 32; ++i) {
    if (i == kBroken)
      repository_.commit(kWritePath, text_of(kWritePath) + "int broken = ;\n", "Break it");
    else if (i == kBroken + 1)
      repository_.git({"revert", "--no-edit", "HEAD"});
    else if (i == kCulprit)
      culprit = repository_.commit(kWritePath,
                                   with(kWritePath, "std::string_view value) {\n",
                                        "  const std::string copy(value);\n"
                                        "  value = copy;\n"),
                                   "Copy each value");
    else
      repository_.commit(kWritePath, text_of(kWritePath) + "// " + std::to_string(i) + "\n",
                         "Remark " + std::to_string(i));
  }
  const Outcome outcome = bisect({"commits", "--scenario", "fill-random", "--good", good});
  EXPECT_EQ(outcome.exit, 0);
  EXPECT_THAT(outcome.out, ContainsRegex(culprit.substr(0, 12) + " .*Copy each value +fill +"));
  EXPECT_THAT(outcome.out, HasSubstr("32 commits after the good one, 8 steps"));
  EXPECT_THAT(outcome.err, HasSubstr("skipped, it does not build: engine/db/write.cc:"));
  EXPECT_THAT(outcome.out, ContainsRegex("(new|more) +put +DbImpl::put .*-> 1.* \\+"));
  EXPECT_TRUE(fs::is_empty(build() + "/bisect"));
  EXPECT_THAT(repository_.git({"worktree", "list"}), Not(HasSubstr("\n")));  // itself alone
}

TEST_F(BisectShown, APairOfTogglesIsFoundThatDoesNothingUntilBothAreOn) {
  plant(kReadPath, "DbImpl::get(const ReadOptions& options, std::string_view key) {\n",
        "  std::string planted(kPolicy.string_pool && kPolicy.preallocate ? 100 : 0, 'x');\n"
        "  asm volatile(\"\" : : \"g\"(planted.data()) : \"memory\");\n");
  const Outcome outcome = bisect(
      {"toggles", "--scenario", "get-hit", "--phase", "get", "--to", "string_pool+preallocate"});
  EXPECT_EQ(outcome.exit, 0);
  EXPECT_THAT(outcome.out,
              HasSubstr("The smallest set of toggles that changes allocations of get-hit"));
  EXPECT_THAT(outcome.out, ContainsRegex("\n +string_pool\\+preallocate +get +"));
  EXPECT_THAT(outcome.out, ContainsRegex("(new|more) +get +DbImpl::get .*-> 1.* \\+"));
  EXPECT_THAT(outcome.out, HasSubstr("4 variants, counted once each"));
}

}  // namespace
}  // namespace heapdyno
