// The tool in an installed tree, which has no checkout and builds nothing.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class InstalledTool : public ::testing::Test {
 protected:
  InstalledTool() : prefix_(folder_.install()) {}

  Outcome tool(std::vector<std::string> arguments) const {
    return run_tool_on(prefix_, std::move(arguments));
  }

  const TestBuildFolder folder_;
  const std::string prefix_;
  const std::string records_ = folder_.file("run.jsonl");
};

// Where the test runs may well be a checkout.
TEST_F(InstalledTool, RecordsNoCommitAndAdvisesWhatIsThere) {
  const Outcome outcome =
      tool({"run", "--scenario", "fill", "--rounds", "0", "--out", records_, "--alloc", "glibc"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("Next:"), Not(HasSubstr("only-arena"))));
  const std::string text = read_file(records_);
  const auto record = nlohmann::json::parse(text.substr(0, text.find('\n')));
  EXPECT_TRUE(record.at("build").contains("id"));
  EXPECT_FALSE(record.at("build").contains("commit"));
}

TEST_F(InstalledTool, KeepsRunsInTheCurrentFolder) {
  const fs::path before = fs::current_path();
  fs::create_directory(folder_.file("current"));
  fs::current_path(folder_.file("current"));
  const Outcome run = tool({"run", "--scenario", "fill", "--rounds", "0"});
  const Outcome shown = tool({"show"});
  fs::current_path(before);
  EXPECT_EQ(run.exit, 0) << run.err;
  EXPECT_FALSE(fs::is_empty(folder_.file("current/heapdyno-runs")));
  EXPECT_EQ(shown.exit, 0) << shown.err;
  EXPECT_THAT(shown.err, HasSubstr("reading heapdyno-runs/"));
}

TEST_F(InstalledTool, SaysWhatIsInstalledWhereARunNeedsMore) {
  const Outcome outcome = tool({"run", "--variant", "baseline,arena", "--out", records_});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("not installed: dyno-only-arena-glibc, "),
                                 HasSubstr("installed are dyno-all-glibc, dyno-all-jemalloc, "),
                                 HasSubstr("ninja scenarios/dyno-only-arena-glibc")));
  EXPECT_FALSE(fs::exists(records_));
  EXPECT_THAT(tool({"attribute", "--scenario", "fill", "--size", "full", "--out", records_}).err,
              HasSubstr("not installed: "));
  EXPECT_THAT(tool({"run", "--layouts", "2", "--out", records_}).err,
              HasSubstr("an installed heapdyno does not"));
  EXPECT_THAT(tool({"run", "--store", "rocksdb", "--out", records_}).err,
              HasSubstr("install it from a checkout: ninja scenarios/dyno-rocksdb-glibc"));
}

TEST_F(InstalledTool, WhatIsOfTheCheckoutAsksForOne) {
  EXPECT_THAT(tool({"sites"}).err, HasSubstr("needs a checkout's engine/sites.json"));
  EXPECT_THAT(tool({"claims"}).err, HasSubstr("needs a checkout's scenarios/claims.json"));
}

TEST_F(InstalledTool, OffersNoBuilding) {
  EXPECT_THAT(tool({"list"}).out, AllOf(HasSubstr("not installed"), Not(HasSubstr("when needed"))));
  const Outcome doctor = tool({"doctor"});
  EXPECT_EQ(doctor.exit, 0) << doctor.err;
  EXPECT_THAT(doctor.out, AllOf(HasSubstr("  heaptrack "), Not(HasSubstr("  ninja ")),
                                HasSubstr("observer "), HasSubstr("counts")));
}

}  // namespace
}  // namespace heapdyno
