#include "harness/bisect/checkout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/folder.h"
#include "harness/testing/test_build_folder.h"
#include "harness/testing/test_errors.h"
#include "harness/testing/test_programs.h"
#include "harness/testing/test_repository.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string made(const std::string& folder) {
  fs::create_directory(folder);
  return folder;
}

class CheckoutTest : public ::testing::Test {
 protected:
  std::vector<std::string> subjects(const std::string& good, const std::string& bad) const {
    std::vector<std::string> subjects;
    for (const GitCommit& commit : checkout_.line(checkout_.commit(good), checkout_.commit(bad)))
      subjects.push_back(commit.subject);
    return subjects;
  }

  const TemporaryFolder folder_{"/tmp"};
  const TestRepository repository_ = TestRepository::made_in(made(folder_.path() + "/source"));
  const Checkout checkout_{repository_.folder()};
};

TEST_F(CheckoutTest, ACommitHasItsHashDateAndSubject) {
  const std::string hash = repository_.commit("file", "1", "Say:\tone");
  const GitCommit commit = checkout_.commit("HEAD");
  EXPECT_EQ(commit.hash, hash);
  EXPECT_EQ(commit.short_hash(), hash.substr(0, 12));
  EXPECT_EQ(commit.date, "2026-11-22");
  EXPECT_EQ(commit.subject, "Say:\tone");
}

TEST_F(CheckoutTest, WhatIsNoCommitIsNamed) {
  for (const std::string name : {"no-such", "", "--all", "HEAD~100"}) {
    EXPECT_THAT(usage_error_of([&] { checkout_.commit(name); }),
                HasSubstr("there is no commit '" + name + "'"));
  }
}

TEST_F(CheckoutTest, TheLineGoesByFirstParents) {
  repository_.commit("file", "1", "One");
  repository_.git({"checkout", "--quiet", "-b", "side"});
  repository_.commit("other", "1", "On the side");
  repository_.git({"checkout", "--quiet", "main"});
  repository_.commit("file", "2", "Two");
  repository_.git({"merge", "--quiet", "--no-ff", "--message=Merge", "side"});
  repository_.commit("file", "3", "Three");
  EXPECT_THAT(subjects("main~3", "main"), ElementsAre("One", "Two", "Merge", "Three"));
  EXPECT_THAT(usage_error_of([&] { subjects("side", "main"); }),
              HasSubstr("by a merge, not by its first parents"));
  EXPECT_THAT(usage_error_of([&] { subjects("main", "main~1"); }), HasSubstr("is no ancestor of"));
  EXPECT_THAT(usage_error_of([&] { subjects("main", "main"); }), HasSubstr("are one commit"));
}

TEST_F(CheckoutTest, CommitsAreSortedByTheirHistory) {
  const std::string one = repository_.commit("file", "1", "One").substr(0, 12);
  const std::string two = repository_.commit("file", "2", "Two").substr(0, 12);
  const std::string three = repository_.commit("file", "3", "Three").substr(0, 12);
  EXPECT_THAT(checkout_.in_order({three, "0123456789ab", one, two}), ElementsAre(one, two, three));
  EXPECT_THAT(checkout_.in_order({"0123456789ab"}), IsEmpty());
}

TEST_F(CheckoutTest, AShallowCloneSaysThatItIsOne) {
  repository_.commit("file", "1", "One");
  const std::string clone = folder_.path() + "/clone";
  repository_.git({"clone", "--quiet", "--depth=1", "file://" + repository_.folder(), clone});
  EXPECT_THAT(usage_error_of([&] { Checkout(clone).commit("HEAD~1"); }),
              HasSubstr("the clone is shallow: `git fetch --unshallow`"));
}

TEST_F(CheckoutTest, AFolderThatIsNoneIsNamed) {
  for (const std::string& folder :
       {made(folder_.path() + "/plain"), made(repository_.folder() + "/within")}) {
    try {
      const Checkout none(folder);
      ADD_FAILURE() << folder;
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(folder + " is not a checkout of git"));
    }
  }
}

TEST_F(CheckoutTest, AnInstalledToolHasNone) {
  try {
    const Checkout none("");
    ADD_FAILURE() << "the current folder is taken for one";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("what is installed is not a checkout of git"));
  }
}

TEST_F(CheckoutTest, WithoutGitItSaysSo) {
  const TestPrograms programs(folder_.path() + "/bin");
  programs.add("git", "exit 127");
  try {
    const Checkout none(repository_.folder());
    ADD_FAILURE() << "it threw nothing";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("there is no git"));
  }
}

TEST_F(CheckoutTest, AWorktreeIsMovedFromCommitToCommitAndForgotten) {
  repository_.commit("same", "x", "Same");
  repository_.commit("file", "1", "One");
  repository_.commit("file", "2", "Two");
  const std::string worktree = folder_.path() + "/worktree";
  checkout_.add_worktree(worktree, checkout_.commit("HEAD"));
  const auto same = fs::last_write_time(worktree + "/same");
  EXPECT_EQ(read_file(worktree + "/file"), "2");
  write_file(worktree + "/file", "changed by a build");
  move_worktree(worktree, checkout_.commit("HEAD~1"));
  EXPECT_EQ(read_file(worktree + "/file"), "1");
  EXPECT_EQ(fs::last_write_time(worktree + "/same"), same);
  EXPECT_EQ(repository_.git({"symbolic-ref", "HEAD"}), "refs/heads/main");
  checkout_.remove_worktree(worktree);
  EXPECT_FALSE(fs::exists(worktree));
  EXPECT_EQ(repository_.git({"worktree", "list"}).find(worktree), std::string::npos);
}

TEST_F(CheckoutTest, WorktreesThatAreGoneAreKnown) {
  const std::string worktree = made(folder_.path() + "/trees") + "/one";
  checkout_.add_worktree(worktree, checkout_.commit("HEAD"));
  EXPECT_THAT(checkout_.lost_worktrees(folder_.path() + "/trees"), IsEmpty());
  fs::remove_all(worktree);
  EXPECT_THAT(checkout_.lost_worktrees(folder_.path() + "/trees"), ElementsAre(worktree));
  EXPECT_THAT(checkout_.lost_worktrees(folder_.path() + "/tree"), IsEmpty());
  checkout_.remove_worktree(worktree);
  EXPECT_THAT(checkout_.lost_worktrees(folder_.path() + "/trees"), IsEmpty());
}

}  // namespace
}  // namespace heapdyno
