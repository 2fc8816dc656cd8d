#include "harness/builds/allocator_choice.h"

#include <gtest/gtest.h>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

TEST(AllocatorChoice, NamePathAndSettings) {
  EXPECT_EQ(parse_allocator("jemalloc"), (AllocatorChoice{"jemalloc", "jemalloc", "", {}}));
  EXPECT_EQ(parse_allocator("mine=/opt/a b/libmine.so"),
            (AllocatorChoice{"mine", "glibc", "/opt/a b/libmine.so", {}}));
  EXPECT_EQ(parse_allocator("jemalloc{MALLOC_CONF=narenas:1,tcache:false;X=y}"),
            (AllocatorChoice{"jemalloc{MALLOC_CONF=narenas:1,tcache:false;X=y}",
                             "jemalloc",
                             "",
                             {{"MALLOC_CONF", "narenas:1,tcache:false"}, {"X", "y"}}}));
  EXPECT_EQ(parse_allocator("mine{A=1}=/lib.so"),
            (AllocatorChoice{"mine{A=1}", "glibc", "/lib.so", {{"A", "1"}}}));
}

TEST(AllocatorChoice, NonsenseIsAUsageError) {
  for (const char* text :
       {"", "=x", "mine=lib.so", "jemalloc{", "jemalloc{}", "jemalloc{A}", "jemalloc{=1}", "}x{"}) {
    EXPECT_THROW(parse_allocator(text), Error) << text;
  }
}

TEST(AllocatorChoice, VariablesThatWouldBeDroppedAreNamed) {
  const char* environment[] = {"PATH=/bin",          "MALLOC_CONF=narenas:1",
                               "MIMALLOC_VERBOSE=1", "LD_PRELOAD=x",
                               "MALLOCX=1",          nullptr};
  EXPECT_EQ(dropped_variables(environment),
            (std::vector<std::string>{"MALLOC_CONF", "MIMALLOC_VERBOSE", "LD_PRELOAD"}));
}

}  // namespace
}  // namespace heapdyno
