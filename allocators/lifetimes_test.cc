#include "allocators/lifetimes.h"

#include <gtest/gtest.h>

#include <memory>

namespace heapdyno {
namespace {

TEST(LifetimeClass, each_limit_is_the_longest_of_its_class) {
  EXPECT_EQ(lifetime_class(0), 0u);
  EXPECT_EQ(lifetime_class(1), 1u);
  for (unsigned index = 0; index + 1 < HEAPDYNO_LIFETIME_CLASSES; ++index) {
    EXPECT_EQ(lifetime_class(lifetime_class_limit(index)), index);
    EXPECT_EQ(lifetime_class(lifetime_class_limit(index) + 1), index + 1);
  }
  EXPECT_EQ(lifetime_class(UINT64_MAX), HEAPDYNO_LIFETIME_CLASSES - 1u);
  EXPECT_EQ(lifetime_class_limit(HEAPDYNO_LIFETIME_CLASSES - 1), UINT64_MAX);
}

class LifetimesOfAScope : public testing::Test {
 protected:
  Lifetimes read() const { return Lifetimes(*table_); }
  void die(unsigned size_class, heapdyno_death death, unsigned lifetime, uint64_t blocks) {
    table_->deaths[size_class][death][lifetime] += blocks;
  }

 private:
  const std::unique_ptr<heapdyno_lifetimes> table_ = std::make_unique<heapdyno_lifetimes>();
};

TEST_F(LifetimesOfAScope, none_died) {
  EXPECT_TRUE(read().entries().empty());
  EXPECT_EQ(read().deaths(), 0u);
  EXPECT_EQ(read(), Lifetimes());
}

TEST_F(LifetimesOfAScope, sums_go_over_all_other_sides) {
  die(0, HEAPDYNO_DEATH_OWN, 31, 5);
  die(0, HEAPDYNO_DEATH_TEMPORARY, 0, 7);
  die(47, HEAPDYNO_DEATH_ELSEWHERE, 31, 11);
  const Lifetimes lifetimes = read();
  EXPECT_EQ(lifetimes.entries().size(), 3u);
  EXPECT_EQ(lifetimes.deaths(), 23u);
  EXPECT_EQ(lifetimes.deaths(HEAPDYNO_DEATH_ELSEWHERE), 11u);
  EXPECT_EQ(lifetimes.by_size()[0], 12u);
  EXPECT_EQ(lifetimes.by_size()[47], 11u);
  EXPECT_EQ(lifetimes.by_lifetime()[31], 16u);
  EXPECT_EQ(lifetimes.by_lifetime()[0], 7u);
}

TEST_F(LifetimesOfAScope, a_difference_is_what_died_in_between) {
  die(3, HEAPDYNO_DEATH_OWN, 1, 5);
  const Lifetimes before = read();
  die(3, HEAPDYNO_DEATH_OWN, 1, 2);
  die(4, HEAPDYNO_DEATH_OWN, 1, 1);
  const Lifetimes between = read() - before;
  EXPECT_EQ(between.entries(), (std::vector<Lifetimes::Entry>{{3, HEAPDYNO_DEATH_OWN, 1, 2},
                                                              {4, HEAPDYNO_DEATH_OWN, 1, 1}}));
  EXPECT_EQ(before + between, read());
  EXPECT_EQ(before - before, Lifetimes());
}

}  // namespace
}  // namespace heapdyno
