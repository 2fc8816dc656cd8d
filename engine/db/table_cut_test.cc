#include "engine/db/table_cut.h"

#include <gtest/gtest.h>

#include "engine/db/compaction_picker.h"
#include "engine/db/test_tables.h"

namespace engine {
namespace {

class TableCutTest : public ::testing::Test {
 protected:
  TableCutTest() { options_.table_bytes = 1000; }

  Options options_;
  Tables grandparents_;
  TableCut cut_{options_, grandparents_};
};

TEST_F(TableCutTest, ATableEndsOnceItIsFull) {
  EXPECT_FALSE(cut_.is_due("a", 999));
  EXPECT_TRUE(cut_.is_due("b", 1000));
}

TEST_F(TableCutTest, FromHalfFullOnItEndsWhereAGrandparentDoes) {
  grandparents_ = {table_of(1, "a", "c"), table_of(2, "d", "f"), table_of(3, "g", "i")};
  EXPECT_FALSE(cut_.is_due("b", 500));
  EXPECT_FALSE(cut_.is_due("c", 600));
  EXPECT_TRUE(cut_.is_due("d", 700));  // "c" was its last
  cut_.begin_table();
  EXPECT_FALSE(cut_.is_due("e", 600));
  EXPECT_FALSE(cut_.is_due("g", 499));  // too small yet
  EXPECT_FALSE(cut_.is_due("h", 900));
  EXPECT_TRUE(cut_.is_due("h", 1000));
}

TEST_F(TableCutTest, ItEndsWhenItMeetsTooMuchOfTheGrandparents) {
  grandparents_ = {table_of(1, "a", "c", grandparent_limit(options_)), table_of(2, "d", "f", 1)};
  EXPECT_FALSE(cut_.is_due("d", 1));  // all of the first, and no more
  EXPECT_TRUE(cut_.is_due("g", 1));
  cut_.begin_table();
  EXPECT_FALSE(cut_.is_due("h", 1));
}

}  // namespace
}  // namespace engine
