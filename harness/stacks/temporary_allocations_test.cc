#include "harness/stacks/temporary_allocations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;

std::vector<bool> of(const std::string& raw) {
  std::istringstream stream(raw);
  return temporary_allocations(stream);
}

TEST(TemporaryAllocations, AreFreedByTheNextEvent) {
  EXPECT_THAT(of("v 10400 3\n"
                 "+ 10 5 7f01\nc 4\nt 5 6\n- 7f01\n"  // times and stacks are no events
                 "+ 10 5 7f01\n+ 10 5 7f02\n"         // another block, of the same size and stack
                 "- 7f01\n- 7f02\n"
                 "+ 8 5 7f03\n- 7f99\n- 7f03\n"),
              ElementsAre(true, false, false, false));
}

TEST(TemporaryAllocations, OfNothingAreNone) { EXPECT_TRUE(of("- 7f01\n").empty()); }

}  // namespace
}  // namespace heapdyno
