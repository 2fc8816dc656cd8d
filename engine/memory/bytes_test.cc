#include "engine/memory/bytes.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace engine {
namespace {

static_assert(ByteString<OwnedBytes> && ByteString<SharedBytes>);

template <typename B>
class BytesTest : public testing::Test {};
using BytesAlternatives = testing::Types<OwnedBytes, SharedBytes>;
TYPED_TEST_SUITE(BytesTest, BytesAlternatives);

const std::string kLong(1000, 'x');

TYPED_TEST(BytesTest, IsEmptyByDefault) {
  const TypeParam bytes;
  EXPECT_TRUE(bytes.empty());
  EXPECT_EQ(bytes.view(), "");
  EXPECT_EQ(bytes, TypeParam::copy_of(""));
}

TYPED_TEST(BytesTest, ACopyOfATextDoesNotNeedTheText) {
  std::string text = kLong;
  const uint64_t before = copied_bytes();
  const TypeParam bytes = TypeParam::copy_of(text);
  EXPECT_EQ(copied_bytes() - before, text.size());
  text.assign(1000, 'y');
  EXPECT_EQ(bytes.view(), kLong);
  EXPECT_EQ(bytes.size(), kLong.size());
}

TYPED_TEST(BytesTest, AnAdoptedStringIsNotCopied) {
  std::string text = kLong;
  const char* data = text.data();
  const uint64_t before = copied_bytes();
  const TypeParam bytes = TypeParam::adopt(std::move(text));
  EXPECT_EQ(copied_bytes(), before);
  EXPECT_EQ(bytes.data(), data);
}

TYPED_TEST(BytesTest, APinnedPartOutlivesItsOwnersName) {
  auto owner = std::make_shared<const std::string>("a block of data");
  const TypeParam bytes = TypeParam::pinned(std::string_view(*owner).substr(2, 5), owner);
  owner.reset();
  EXPECT_EQ(bytes.view(), "block");
}

TYPED_TEST(BytesTest, CopiesAndMovesKeepTheText) {
  TypeParam bytes = TypeParam::copy_of(kLong);
  TypeParam copy = bytes;
  EXPECT_EQ(copy, bytes);
  const TypeParam moved = std::move(bytes);
  EXPECT_EQ(moved, copy);
  copy = TypeParam::copy_of("short");
  EXPECT_EQ(copy.view(), "short");
  EXPECT_EQ(moved.view(), kLong);
  copy = moved;
  EXPECT_EQ(copy.view(), kLong);
  copy = TypeParam();
  EXPECT_TRUE(copy.empty());
}

TEST(OwnedBytes, CountsEachCopyAndNoMove) {
  OwnedBytes bytes = OwnedBytes::copy_of(kLong);
  const auto owner = std::make_shared<const std::string>(kLong);
  const uint64_t before = copied_bytes();
  OwnedBytes copy = bytes;
  copy = bytes;
  EXPECT_EQ(copied_bytes() - before, 2 * kLong.size());
  const OwnedBytes moved = std::move(bytes);
  EXPECT_EQ(copied_bytes() - before, 2 * kLong.size());
  const OwnedBytes pinned = OwnedBytes::pinned(*owner, owner);
  EXPECT_EQ(copied_bytes() - before, 3 * kLong.size());
  EXPECT_EQ(owner.use_count(), 1);
}

TEST(SharedBytes, SharesItsOwnerAndLetsItGo) {
  const auto owner = std::make_shared<const std::string>(kLong);
  const uint64_t before = copied_bytes();
  SharedBytes bytes = SharedBytes::pinned(*owner, owner);
  SharedBytes copy = bytes;
  EXPECT_EQ(copy.data(), owner->data());
  EXPECT_EQ(owner.use_count(), 3);
  const SharedBytes moved = std::move(bytes);
  EXPECT_EQ(owner.use_count(), 3);
  copy = SharedBytes();
  EXPECT_EQ(owner.use_count(), 2);
  EXPECT_EQ(copied_bytes(), before);
}

TEST(CopiedBytes, KeepsWhatEndedThreadsCopiedHoweverManyThereWere) {
  const uint64_t before = copied_bytes();
  for (int round = 0; round < 30; ++round) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 10; ++i) threads.emplace_back([] { count_copied_bytes(7); });
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_EQ(copied_bytes() - before, 30 * 10 * 7u);
}

}  // namespace
}  // namespace engine
