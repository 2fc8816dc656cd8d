#include "harness/run/facts.h"

#include <gtest/gtest.h>
#include <sys/personality.h>

namespace heapdyno {
namespace {

TEST(Facts, AddressesAreNotRandomWhereTheyAreNotForThisProcess) {
  const int before = personality(0xffffffff);
  if (personality(static_cast<unsigned long>(before) | ADDR_NO_RANDOMIZE) == -1)
    GTEST_SKIP() << "a process may not change it here";
  const int off = gather_facts().aslr;
  personality(static_cast<unsigned long>(before));
  EXPECT_EQ(off, 0);
}

}  // namespace
}  // namespace heapdyno
