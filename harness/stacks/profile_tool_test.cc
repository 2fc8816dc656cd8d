#include "harness/stacks/profile_tool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

TEST(ProfileTool, IsChosenByNameAndKnownByItsAllocator) {
  for (const ProfileTool tool : {ProfileTool::kHeaptrack, ProfileTool::kJemalloc}) {
    EXPECT_EQ(parse_profile_tool(name_of(tool)), tool);
    EXPECT_EQ(tool_of(allocator_of(tool)), tool);
  }
  try {
    parse_profile_tool("heaptrak");
    FAIL() << "was taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kUsage);
    EXPECT_STREQ(
        error.what(),
        "unknown tool 'heaptrak': did you mean 'heaptrack'? There are: heaptrack, jemalloc");
  }
}

TEST(ProfileTool, OfJemallocSamplesEveryAllocation) {
  const AllocatorChoice choice = allocator_of(ProfileTool::kJemalloc);
  ASSERT_EQ(choice.settings.size(), 1u);
  EXPECT_EQ(choice.settings[0].first, "MALLOC_CONF");
  EXPECT_EQ(choice.settings[0].second,
            "prof:true,lg_prof_sample:0,prof_accum:true,prof_unbias:false");
}

}  // namespace
}  // namespace heapdyno
