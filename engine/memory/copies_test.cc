#include "engine/memory/copies.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/random.h"

namespace engine {
namespace {

static_assert(TextCopier<SeparateCopies> && TextCopier<ChunkedCopies>);

template <typename C>
class CopiesTest : public testing::Test {};
using CopiesAlternatives = testing::Types<SeparateCopies, ChunkedCopies>;
TYPED_TEST_SUITE(CopiesTest, CopiesAlternatives);

TYPED_TEST(CopiesTest, OutliveTheTextAndWhatMadeThem) {
  std::vector<std::string> model;
  std::vector<typename TypeParam::Bytes> copies;
  {
    TypeParam maker;
    Random random(1);
    for (int i = 0; i < 2000; ++i) {
      std::string text(random.below(i % 100 == 0 ? 100000 : 200), static_cast<char>('a' + i % 26));
      model.push_back(text);
      copies.push_back(maker.copy(text));
      text.assign(text.size(), '?');
    }
  }
  for (size_t i = 0; i < model.size(); ++i) ASSERT_EQ(copies[i].view(), model[i]);
}

TYPED_TEST(CopiesTest, CountTheBytesThatWereCopied) {
  TypeParam maker;
  const uint64_t before = copied_bytes();
  (void)maker.copy("four").size();
  (void)maker.copy("").size();
  EXPECT_EQ(copied_bytes() - before, 4u);
}

TEST(ChunkedCopies, LeaveTheRestOfTheChunkToTheNextBatchOfTheThread) {
  ChunkedCopies maker;
  const SharedBytes copy = maker.copy("key");
  maker.finish();
  SharedBuffer batch;
  batch.append("batch");
  EXPECT_EQ(batch.data(), copy.data() + copy.size());
  EXPECT_EQ(copy.view(), "key");
}

}  // namespace
}  // namespace engine
