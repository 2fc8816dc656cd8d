#include "allocators/size_class.h"

#include <gtest/gtest.h>

#include "heapdyno/observer.h"

namespace heapdyno {
namespace {

TEST(SizeClass, each_limit_is_the_largest_size_of_its_class) {
  for (unsigned index = 0; index + 1 < HEAPDYNO_SIZE_CLASSES; ++index) {
    const size_t limit = size_class_limit(index);
    EXPECT_EQ(size_class(limit), index) << limit;
    EXPECT_EQ(size_class(limit + 1), index + 1) << limit + 1;
  }
  EXPECT_EQ(size_class(SIZE_MAX), HEAPDYNO_SIZE_CLASSES - 1u);
  EXPECT_EQ(size_class_limit(HEAPDYNO_SIZE_CLASSES - 1), SIZE_MAX);
}

TEST(SizeClass, every_size_lies_between_the_limits_of_its_class) {
  for (size_t bytes = 1; bytes < 3000; ++bytes) {
    const unsigned index = size_class(bytes);
    EXPECT_LE(bytes, size_class_limit(index));
    EXPECT_TRUE(index == 0 || bytes > size_class_limit(index - 1)) << bytes;
  }
}

TEST(SizeClass, the_smallest_and_the_documented_limits) {
  EXPECT_EQ(size_class(0), 0u);
  EXPECT_EQ(size_class(1), 0u);
  EXPECT_EQ(size_class_limit(0), 16u);
  EXPECT_EQ(size_class_limit(7), 128u);
  EXPECT_EQ(size_class_limit(8), 160u);
  EXPECT_EQ(size_class_limit(43), 65'536u);
  EXPECT_EQ(size_class_limit(46), 4u << 20);
}

}  // namespace
}  // namespace heapdyno
