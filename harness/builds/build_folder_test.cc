#include "harness/builds/build_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/error.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(BuildFolder, NamesWhatMesonBuiltAndWhereTheSourcesAre) {
  const TestBuildFolder test;
  const BuildFolder folder = BuildFolder::at(test.build());
  EXPECT_FALSE(folder.is_installed());
  EXPECT_EQ(folder.dyno_path("dyno-x-glibc"), test.build() + "/scenarios/dyno-x-glibc");
  EXPECT_EQ(folder.observer_path(), test.build() + "/allocators/observer/libheapdyno-observer.so");
  EXPECT_EQ(folder.catalogue, test.source() + "/scenarios/catalogue");
  EXPECT_EQ(folder.source_file("engine/sites.json"), test.source() + "/engine/sites.json");
  EXPECT_EQ(folder.runs_folder(), test.source() + "/results/runs");
}

TEST(BuildFolder, AnInstalledTreeHasAllThatARunNeedsAndNoCheckout) {
  const TestBuildFolder test;
  const std::string prefix = test.install();
  const BuildFolder folder = BuildFolder::at(prefix);
  EXPECT_TRUE(folder.is_installed());
  EXPECT_EQ(folder.dyno_path("dyno-x-glibc"), prefix + "/lib/heapdyno/dynos/dyno-x-glibc");
  EXPECT_EQ(folder.observer_path(), prefix + "/lib/heapdyno/libheapdyno-observer.so");
  EXPECT_EQ(folder.live_observer_path(),
            prefix + "/lib/heapdyno/libheapdyno-observer-lifetimes.so");
  EXPECT_THAT(folder.executables(),
              ElementsAre("dyno-all-glibc", "dyno-all-jemalloc", "dyno-baseline-glibc",
                          "dyno-baseline-jemalloc", "dyno-null-glibc"));
  EXPECT_EQ(find_scenario(folder, "scan").scenario.name, "scan");
  EXPECT_EQ(folder.runs_folder(), "heapdyno-runs");
  EXPECT_FALSE(folder.can_build("dyno-baseline-glibc"));
  EXPECT_THAT([&] { folder.source_file("engine/sites.json"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("engine/sites.json"), HasSubstr("--build"))));
}

TEST(BuildFolder, AnInstalledTreeWorksWhereItIsMoved) {
  const TestBuildFolder test;
  const std::string moved = test.file("elsewhere");
  std::filesystem::rename(test.install(), moved);
  const BuildFolder folder = BuildFolder::at(moved);
  EXPECT_EQ(folder.dynos, moved + "/lib/heapdyno/dynos");
  EXPECT_EQ(all_scenarios(folder).size(), 2u);
}

// This test's own executable stands below its build folder's top, too.
TEST(BuildFolder, WhatIsNeitherIsNamed) {
  EXPECT_THAT([] { BuildFolder::at("/tmp"); },
              ThrowsMessage<Error>(AllOf(HasSubstr("/tmp is not a build folder"),
                                         HasSubstr("nor was heapdyno installed there"))));
  EXPECT_THAT([] { BuildFolder::find(); },
              ThrowsMessage<Error>(HasSubstr("is not a build folder")));
}

}  // namespace
}  // namespace heapdyno
