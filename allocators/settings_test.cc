#include "allocators/settings.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

TEST(AllocatorSettings, are_the_variables_that_steer_an_allocator) {
  const char* const environment[] = {"TCMALLOC_SAMPLE_PARAMETER=1",
                                     "HOME=/root",
                                     "MALLOC_CONF=narenas:1",
                                     "GLIBC_TUNABLES=glibc.malloc.tcache_count=0",
                                     "MIMALLOC_VERBOSE=1",
                                     "HEAPDYNO_OBSERVER=/dev/shm/x",
                                     nullptr};
  EXPECT_EQ(allocator_settings(environment),
            (std::vector<std::string>{"GLIBC_TUNABLES=glibc.malloc.tcache_count=0",
                                      "MALLOC_CONF=narenas:1", "MIMALLOC_VERBOSE=1",
                                      "TCMALLOC_SAMPLE_PARAMETER=1"}));
}

TEST(AllocatorSettings, are_told_by_the_name_and_not_by_the_value) {
  EXPECT_TRUE(steers_allocator("MALLOC_ARENA_MAX"));
  EXPECT_FALSE(steers_allocator("PATH"));
  EXPECT_FALSE(steers_allocator("MY_MALLOC_CONF"));
}

}  // namespace
}  // namespace heapdyno
