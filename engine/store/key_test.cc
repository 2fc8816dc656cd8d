#include "engine/store/key.h"

#include <gtest/gtest.h>

#include "engine/store/test_support.h"

namespace engine {
namespace {

TEST(Key, OrdersByUserKeyThenNewestFirst) {
  const KeyRef in_order[] = {
      {"", make_tag(5, Kind::kPut)},    {"", make_tag(5, Kind::kDelete)},
      {"", make_tag(4, Kind::kPut)},    {"a", make_tag(kMaxSequence, Kind::kPut)},
      {"a", make_tag(0, Kind::kPut)},   {"a", make_tag(0, Kind::kDelete)},
      {"ab", make_tag(9, Kind::kPut)},  {"b", make_tag(1, Kind::kPut)},
      {"\xff", make_tag(1, Kind::kPut)}};
  for (size_t i = 0; i < std::size(in_order); ++i) {
    for (size_t j = 0; j < std::size(in_order); ++j) {
      const int order = compare(in_order[i], in_order[j]);
      EXPECT_EQ(order < 0, i < j);
      EXPECT_EQ(order == 0, i == j);
    }
  }
}

TEST(Key, UserKeysOfEveryLengthCompareByteByByte) {
  constexpr char kBytes[] = {'\0', '\1', '\x7f', '\x80', '\xff'};
  const auto sign = [](int order) { return (order > 0) - (order < 0); };
  for (size_t n = 0; n <= 17; ++n) {
    for (size_t at = 0; at < n; ++at) {
      for (const char a : kBytes) {
        for (const char b : kBytes) {
          std::string x(n, 'm');
          std::string y(n, 'm');
          x[at] = a;
          y[at] = b;
          EXPECT_EQ(sign(compare_user_keys(x, y)), sign(x.compare(y)));
          x.back() = 'z';
          EXPECT_EQ(sign(compare_user_keys(x, y)), sign(x.compare(y)));
          y.resize(at + 1);
          EXPECT_EQ(sign(compare_user_keys(x, y)), sign(x.compare(y)));
          EXPECT_EQ(sign(compare_user_keys(y, x)), sign(y.compare(x)));
        }
      }
    }
  }
}

TEST(Key, ATargetComesBeforeTheVersionsThatItMaySee) {
  const KeyRef target = key_at("k", 7);
  EXPECT_LE(compare(target, {"k", make_tag(7, Kind::kPut)}), 0);
  EXPECT_LT(compare(target, {"k", make_tag(7, Kind::kDelete)}), 0);
  EXPECT_LT(compare(target, {"k", make_tag(6, Kind::kPut)}), 0);
  EXPECT_GT(compare(target, {"k", make_tag(8, Kind::kDelete)}), 0);
}

TEST(Key, SplitsWhatWasAppended) {
  Random random(test_seed());
  for (int i = 0; i < 1000; ++i) {
    const store_test::StoredKey key = store_test::random_key(random);
    std::string internal;
    append_key(internal, store_test::ref(key));
    EXPECT_EQ(internal.size(), key.first.size() + kTagBytes);
    EXPECT_EQ(compare(split_key(internal), store_test::ref(key)), 0);
    EXPECT_EQ(split_key(internal).sequence(), key.second >> 8);
  }
}

}  // namespace
}  // namespace engine
