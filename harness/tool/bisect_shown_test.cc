// Both bisections of the engine itself, in a clone of the checkout in which a change is planted:
// one commit of 32, and one pair of toggles. Long: each step compiles a variant.
// HEAPDYNO_TEST_BUILD names the build folder; Meson sets it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "allocators/heaptrack.h"
#include "harness/builds/build_folder.h"
#include "harness/builds/outside_tool.h"
#include "harness/testing/test_build_folder.h"
#include "harness/testing/test_repository.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kWritePath = "engine/db/write.cc";
constexpr const char* kReadPath = "engine/db/read.cc";

class BisectShown : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(source_ + "/.git")) GTEST_SKIP() << source_ << " is no checkout";
    if (!fs::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
    run_outside({"git", "-c", "safe.directory=*", "clone", "--quiet", "--local", source_, clone_});
  }

  std::string text_of(const std::string& file) const { return read_file(clone_ + "/" + file); }

  // The file with the text behind the place, which is in it once.
  std::string with(const std::string& file, const std::string& place,
                   const std::string& text) const {
    std::string whole = text_of(file);
    const size_t at = whole.find(place);
    EXPECT_NE(at, std::string::npos) << place << " is not in " << file;
    return whole.insert(at + place.size(), text);
  }

  Outcome bisect(const std::string& build, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "bisect");
    Outcome outcome = run_tool_on(build, std::move(arguments));
    std::cout << outcome.err << outcome.out;  // with the time of each step
    return outcome;
  }

  const std::string build_ = std::getenv("HEAPDYNO_TEST_BUILD");
  const std::string source_ = BuildFolder::at(build_).source;
  const TemporaryFolder folder_{"/tmp"};
  const std::string clone_ = folder_.path() + "/clone";
  const TestRepository repository_{clone_};
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
  // What is built of the checkout is built of the clone's first commit, too.
  const std::string build = folder_.path() + "/build";
  fs::create_directories(build + "/meson-info");
  write_file(build + "/meson-info/meson-info.json",
             R"({"directories":{"source":")" + clone_ + R"("}})");
  fs::create_symlink(build_ + "/scenarios", build + "/scenarios");
  const Outcome outcome = bisect(build, {"commits", "--scenario", "fill-random", "--good", good});
  EXPECT_EQ(outcome.exit, 0);
  EXPECT_THAT(outcome.out, ContainsRegex(culprit.substr(0, 12) + " .*Copy each value +fill +"));
  EXPECT_THAT(outcome.out, HasSubstr("32 commits after the good one, 8 steps"));
  EXPECT_THAT(outcome.err, HasSubstr("skipped, it does not build: engine/db/write.cc:"));
  EXPECT_THAT(outcome.out, ContainsRegex("(new|more) +put +DbImpl::put .*-> 1.* \\+"));
  EXPECT_TRUE(fs::is_empty(build + "/bisect"));
  EXPECT_THAT(repository_.git({"worktree", "list"}), Not(HasSubstr("\n")));  // itself alone
}

TEST_F(BisectShown, APairOfTogglesIsFoundThatDoesNothingUntilBothAreOn) {
  write_file(
      clone_ + "/" + kReadPath,
      with(kReadPath, "DbImpl::get(const ReadOptions& options, std::string_view key) {\n",
           "  std::string planted(kPolicy.string_pool && kPolicy.preallocate ? 100 : 0, 'x');\n"
           "  asm volatile(\"\" : : \"g\"(planted.data()) : \"memory\");\n"));
  const std::string build = clone_ + "/build";
  run_outside({"meson", "setup", build, clone_});
  run_outside({"ninja", "-C", build, "scenarios/dyno-baseline-glibc",
               "allocators/observer/libheapdyno-observer.so"});
  const Outcome outcome = bisect(build, {"toggles", "--scenario", "get-hit", "--phase", "get",
                                         "--to", "small_vector+string_pool+preallocate"});
  EXPECT_EQ(outcome.exit, 0);
  EXPECT_THAT(outcome.out,
              HasSubstr("The smallest set of toggles that changes allocations of get-hit"));
  EXPECT_THAT(outcome.out, ContainsRegex("\n +string_pool\\+preallocate +get +"));
  EXPECT_THAT(outcome.out, ContainsRegex("(new|more) +get +DbImpl::get .*-> 1.* \\+"));
  EXPECT_THAT(outcome.out, HasSubstr("8 variants, counted once each"));
}

}  // namespace
}  // namespace heapdyno
