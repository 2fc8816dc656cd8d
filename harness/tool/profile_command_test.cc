// `heapdyno profile` where it cannot do what it is asked for, on a build folder whose
// configurations are scripts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "allocators/heaptrack.h"
#include "harness/stacks/profile_tool.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

class ProfileCommand : public Tool {
 protected:
  Outcome profile(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "profile");
    return tool(std::move(arguments));
  }
};

TEST_F(ProfileCommand, WrongOptionsAreUsageErrorsThatSayWhatIsRight) {
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{}, "SCENARIO is required"},
      {{"fil"}, "unknown scenario 'fil': did you mean 'fill'?"},
      {{"fill", "--variant", "al"}, "did you mean 'all'?"},
      {{"fill", "--diff", "all"}, "--diff needs --variant"},
      {{"fill", "--variant", "all", "--diff", "areno"}, "did you mean"},
      {{"fill", "--store", "referense"}, "did you mean 'reference'?"},
      {{"fill", "--store", "null"}, "the store null allocates nothing"},
      {{"fill", "--tool", "valgrind"}, "unknown tool 'valgrind'"},
      {{"fill", "--phase", "fil"}, "unknown measured phase 'fil': did you mean 'fill'?"},
      {{"fill", "--top", "0"}, "--top"},
      {{"fill", "--format", "xml"}, "unknown format"},
      {{"fill", "--flame", "/no/such/folder/f.svg"}, "there is no folder /no/such/folder for"},
      {{"fill", "--folded", "/no/such/folder/f.txt"}, "there is no folder"},
      {{"fill", "--out", "/no/such/folder/f.json"}, "there is no folder"}};
  for (const auto& [arguments, message] : cases) {
    const Outcome outcome = profile(arguments);
    EXPECT_EQ(outcome.exit, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
  }
}

TEST_F(ProfileCommand, ASweepIsToldToNameOneOfItsPoints) {
  const std::string path = folder_.file("sweep.json");
  write_file(path, R"({"schema": "heapdyno.scenario/1", "name": "keys",
    "parameters": {"keys": 10}, "sweep": {"keys": [10, 20]},
    "phases": [{"name": "fill", "operations": {"put": 1}, "count": "$keys"}]})");
  const Outcome outcome = profile({path});
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_THAT(outcome.err, HasSubstr("is swept: name one of its points, e.g. 'keys{keys=10}'"));
}

TEST_F(ProfileCommand, AStoreWithoutVariantsIsToldSo) {
  folder_.on_trial("dyno-leveldb-glibc", "");
  const Outcome outcome = profile({"fill", "--store", "leveldb", "--variant", "all"});
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_THAT(outcome.err, HasSubstr("the store leveldb has no variants"));
}

TEST_F(ProfileCommand, APeerIsForHeaptrackAlone) {
  folder_.on_trial("dyno-leveldb-glibc", "");
  const Outcome outcome = profile({"fill", "--store", "leveldb", "--tool", "jemalloc"});
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--tool heaptrack finds them"));
}

TEST_F(ProfileCommand, WithoutAnExecutableOfTheToolsAllocatorItSaysSo) {
  for (const char* variant : {"baseline", "all"})
    std::filesystem::remove(folder_.build() + "/scenarios/dyno-" + variant + "-jemalloc");
  const Outcome outcome = profile({"fill", "--tool", "jemalloc"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("no configuration is built with jemalloc"));
}

TEST_F(ProfileCommand, ATrialThatFailsSaysWhy) {
  if (!std::filesystem::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  folder_.on_trial("dyno-baseline-glibc", "echo it is broken >&2; exit 3");
  const Outcome outcome = profile({"fill"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("it is broken"));
  EXPECT_THAT(outcome.err, HasSubstr("2 attempts of profiled trials failed"));
}

// jemalloc's dumps, written by the script that stands for a configuration.
class ProfileOfDumps : public ProfileCommand {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kAddr2line)) GTEST_SKIP() << "binutils are not installed";
  }

  Outcome profile_with(const std::string& begin, const std::string& end) const {
    write_file(folder_.file("begin"), begin);
    write_file(folder_.file("end"), end);
    std::string script;
    for (const std::string name : {"begin", "end"}) {
      const std::string file = folder_.file(name);
      script += "[ -s " + file + " ] && cp " + file + " $8/0." + name + ".heap\n";  // --folder
    }
    folder_.on_trial("dyno-baseline-jemalloc", script);
    return profile({"fill", "--tool", "jemalloc"});
  }

  static constexpr char kDump[] = "heap_v2/1\n  t*: 1: 16 [2: 32]\nMAPPED_LIBRARIES:\n";
};

TEST_F(ProfileOfDumps, ADumpThatIsMissingIsNamed) {
  const Outcome outcome = profile_with(kDump, "");
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("jemalloc left no dump 0.end.heap of its heap profile"));
  EXPECT_THAT(outcome.err, HasSubstr("2 attempts of profiled trials failed"));
}

TEST_F(ProfileOfDumps, ADumpThatIsNoneIsNamed) {
  const Outcome outcome = profile_with(kDump, "heap_v2/524288\n");
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("0.end.heap: not what jemalloc 5 dumps"));
}

}  // namespace
}  // namespace heapdyno
