// `heapdyno bisect commits` on a repository whose builds are scripts: the file `news` of a commit
// is how many allocations its configuration makes beside 20 in the background, or why it does not
// build.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "harness/testing/test_programs.h"
#include "harness/testing/test_repository.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class BisectCommitsTool : public Tool {
 protected:
  BisectCommitsTool() {
    const std::string result = folder_.file("dyno-baseline-glibc.$4");
    folder_.on_trial("dyno-baseline-glibc",
                     "news=300\n/bin/sed \"s/\\\"new\\\":300/\\\"new\\\":$news/\" " + result +
                         " > \"${10}\"; exit 0");
    // meson setup BUILD WORKTREE
    programs_.add("meson",
                  "echo \"$@\" >> " + folder_.file("meson.log") +
                      "\nmkdir -p $2/scenarios $2/allocators/observer && touch $2/build.ninja");
    // ninja -C BUILD DYNO OBSERVER
    programs_.add("ninja", "echo \"$@\" >> " + folder_.file("ninja.log") +
                               "\n[ -e $2/build.ninja ] || exit 1\nnews=$(cat $2/../news)\n" +
                               "[ -z \"${news##[0-9]*}\" ] || { echo \"$news\"; exit 1; }\n" +
                               "sed s/^news=300/news=$news/ " + folder_.build() +
                               "/$3 > $2/$3\nchmod u+x $2/$3\ncp " + folder_.build() + "/$4 $2/$4");
    good_ = repository_.commit("news", "300", "Three hundred");
  }

  // Commits with these contents of `news`.
  void add(const std::vector<std::string>& contents) const {
    for (const std::string& news : contents)
      repository_.commit("news", news, "Now " + news + " and " + std::to_string(contents.size()));
  }

  // So many that change nothing of it.
  void add_others(int commits) const {
    for (int i = 0; i < commits; ++i) {
      const std::string number = std::to_string(++others_);
      repository_.commit("other", number, "Other " + number);
    }
  }

  Outcome bisect(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"bisect", "commits", "--scenario", "fill"});
    return tool(std::move(arguments));
  }

  Outcome bisect() const { return bisect({"--good", good_}); }

  // Nor does git know of a worktree.
  void expect_nothing_left() const {
    EXPECT_TRUE(fs::is_empty(folder_.build() + "/bisect"));
    EXPECT_THAT(repository_.git({"worktree", "list"}), Not(HasSubstr("bisect")));
  }

  const TestRepository repository_ = TestRepository::made_in(folder_.source());
  const TestPrograms programs_{folder_.file("bin")};
  std::string good_;
  mutable int others_ = 0;
};

TEST_F(BisectCommitsTool, TheCommitThatChangedTheCountIsFound) {
  add_others(7);
  const std::string before = repository_.git({"rev-parse", "--short=12", "HEAD"});
  const std::string culprit = repository_.commit("news", "400", "Copy each key");
  add_others(3);
  const Outcome outcome = bisect();
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("The commit that first changed allocations of fill, variant "
                                     "baseline: before it " +
                                     before));
  EXPECT_THAT(outcome.out, ContainsRegex(culprit.substr(0, 12) +
                                         " +2026-11-22 +Copy each key +fill +320 -> 420"));
  EXPECT_THAT(outcome.out, ContainsRegex("11 commits after the good one, [3-6] steps"));
  EXPECT_THAT(outcome.err, HasSubstr("warning: no call sites: "));  // of a script
  expect_nothing_left();
}

TEST_F(BisectCommitsTool, OneWorktreeIsConfiguredOnceAndBuildsOneExecutable) {
  add_others(5);
  add({"301"});
  EXPECT_EQ(bisect().exit, 0);
  EXPECT_THAT(
      read_file(folder_.file("meson.log")),
      ContainsRegex("^setup [^\n]*/bisect/heapdyno-[^\n]*/worktree/build [^\n]*/worktree\n$"));
  EXPECT_THAT(read_file(folder_.file("ninja.log")),
              HasSubstr("/worktree/build scenarios/dyno-baseline-glibc "
                        "allocators/observer/libheapdyno-observer.so\n"));
}

TEST_F(BisectCommitsTool, ASetOfTogglesIsNamedToTheBuild) {
  folder_.on_trial("dyno-arena=fresh-glibc", "");
  add({"400"});
  const Outcome outcome = bisect({"--good", good_, "--variant", "arena=fresh"});
  EXPECT_EQ(outcome.exit, 5);  // its script makes as many each time
  EXPECT_THAT(outcome.err, HasSubstr("nothing changed"));
  EXPECT_THAT(read_file(folder_.file("meson.log")),
              HasSubstr("/worktree -Dvariants=arena=fresh\n"));
  EXPECT_THAT(read_file(folder_.file("ninja.log")), HasSubstr("scenarios/dyno-arena=fresh-glibc"));
}

TEST_F(BisectCommitsTool, OneThatDoesNotBuildIsSkippedWithAWord) {
  add_others(3);
  add({"broken: error: expected ';'"});
  repository_.commit("news", "300", "Mend it");
  add_others(1);
  add({"500"});
  add_others(1);
  const Outcome outcome = bisect();
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, ContainsRegex("Now 500 and 1 +fill +320 -> 520"));
  EXPECT_THAT(outcome.err, HasSubstr("skipped, it does not build: broken: error: expected ';'"));
}

TEST_F(BisectCommitsTool, WhatCannotBeToldFromTheCulpritIsARangeAndExitsFive) {
  add_others(2);
  add({"broken: error: expected ';'", "400"});
  const Outcome outcome = bisect();
  EXPECT_EQ(outcome.exit, 5);
  EXPECT_THAT(outcome.out, HasSubstr("One of these commits first changed allocations"));
  EXPECT_THAT(outcome.out, ContainsRegex("Now broken: .* +skipped"));
  EXPECT_THAT(outcome.out, ContainsRegex("Now 400 and 2 +fill +320 -> 420"));
  expect_nothing_left();
}

TEST_F(BisectCommitsTool, ACommitWhoseTrialFailsIsSkippedToo) {
  folder_.on_trial("dyno-baseline-glibc", "news=300\n[ $news = 350 ] && exit 3");
  add({"350"});
  add_others(1);
  const Outcome outcome = bisect({"--good", good_, "--bad", "HEAD~1"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, ContainsRegex("the bad commit [0-9a-f]+ cannot be counted: .*failed"));
  expect_nothing_left();
}

TEST_F(BisectCommitsTool, WithEqualEndsItSaysThatNothingChanged) {
  add({"400", "300"});
  const Outcome outcome = bisect();
  EXPECT_EQ(outcome.exit, 5);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("nothing changed from " + good_.substr(0, 12) + " to "));
  expect_nothing_left();
}

TEST_F(BisectCommitsTool, AnInterruptLeavesNothingBehind) {
  add_others(4);
  add({"400"});
  for (const std::string program : {"meson", "ninja"}) {
    const std::string path = programs_.folder() + "/" + program;
    const std::string text = read_file(path);
    programs_.add(program, "kill -INT $PPID; exec sleep 100");
    const Outcome outcome = bisect();
    EXPECT_EQ(outcome.exit, 1) << program;
    EXPECT_THAT(outcome.err, HasSubstr("stopped; nothing is left of it")) << program;
    expect_nothing_left();
    write_file(path, text);
  }
  folder_.on_trial("dyno-baseline-glibc", "kill -INT $PPID; exec /bin/sleep 100");
  EXPECT_EQ(bisect().exit, 1);
  expect_nothing_left();
}

TEST_F(BisectCommitsTool, WhatAKilledOneLeftIsRemoved) {
  // As of a process that is no more.
  const std::string left = folder_.build() + "/bisect/heapdyno-4194304-abcdef";
  fs::create_directories(left);
  fs::permissions(left, fs::perms::owner_all);
  repository_.git({"worktree", "add", "--quiet", "--detach", left + "/worktree"});
  add({"400"});
  EXPECT_EQ(bisect().exit, 0);
  expect_nothing_left();
}

TEST_F(BisectCommitsTool, TheFolderOfTheWorktreeCanBeChosen) {
  add({"400"});
  const std::string chosen = folder_.file("chosen");
  EXPECT_EQ(bisect({"--good", good_, "--worktree", chosen}).exit, 0);
  EXPECT_THAT(read_file(folder_.file("meson.log")), HasSubstr("setup " + chosen + "/heapdyno-"));
  EXPECT_TRUE(fs::is_empty(chosen));
}

TEST_F(BisectCommitsTool, WrongOptionsAreUsageErrorsThatSayWhatIsRight) {
  add({"400"});
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{}, "--good is required"},
      {{"--good", "nowhere"}, "there is no commit 'nowhere'"},
      {{"--good", "HEAD", "--bad", "HEAD~1"}, "is no ancestor of"},
      {{"--good", "HEAD"}, "are one commit"},
      {{"--good", good_, "--variant", "al"}, "did you mean 'all'?"},
      {{"--good", good_, "--metric", "p99"}, "p99 is noisy"}};
  for (const auto& [arguments, message] : cases) {
    const Outcome outcome = bisect(arguments);
    EXPECT_EQ(outcome.exit, 2) << message;
    EXPECT_THAT(outcome.err, HasSubstr(message));
  }
}

TEST_F(BisectCommitsTool, WithoutACheckoutItSaysSo) {
  fs::remove_all(folder_.source() + "/.git");
  const Outcome outcome = bisect();
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("is not a checkout of git"));
}

}  // namespace
}  // namespace heapdyno
