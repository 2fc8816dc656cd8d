#include "engine/base/coding.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/random.h"

namespace engine {
namespace {

std::vector<uint64_t> interesting_numbers() {
  std::vector<uint64_t> numbers = {0, UINT64_MAX};
  for (int bit = 0; bit < 64; ++bit) {
    const uint64_t power = uint64_t{1} << bit;
    numbers.insert(numbers.end(), {power - 1, power, power + 1});
  }
  Random random(1);
  for (int i = 0; i < 1000; ++i) numbers.push_back(random.next() >> random.below(64));
  return numbers;
}

TEST(Coding, FixedIntegersAreLittleEndianAndComeBack) {
  std::string out;
  put_fixed32(out, 0x04030201);
  put_fixed64(out, 0x0807060504030201);
  EXPECT_EQ(out, "\x01\x02\x03\x04\x01\x02\x03\x04\x05\x06\x07\x08");
  std::string_view input = out;
  EXPECT_EQ(get_fixed32(input), 0x04030201u);
  EXPECT_EQ(get_fixed64(input), 0x0807060504030201u);
  EXPECT_TRUE(input.empty());
}

TEST(Coding, VarintsComeBackAndHaveTheLengthThatWasForetold) {
  for (const uint64_t number : interesting_numbers()) {
    std::string out;
    put_varint64(out, number);
    EXPECT_EQ(out.size(), varint_length(number)) << number;
    std::string_view input = out;
    EXPECT_EQ(get_varint64(input), number);
    EXPECT_TRUE(input.empty());
  }
}

TEST(Coding, AVarintThatEndsTooEarlyIsRefusedAndTheInputKept) {
  for (const uint64_t number : interesting_numbers()) {
    std::string out;
    put_varint64(out, number);
    for (size_t length = 0; length < out.size(); ++length) {
      std::string_view input = std::string_view(out).substr(0, length);
      EXPECT_EQ(get_varint64(input), std::nullopt);
      EXPECT_EQ(input.size(), length);
    }
  }
}

TEST(Coding, AVarintOfMoreBitsThanTheTypeIsRefused) {
  std::string out;
  put_varint64(out, uint64_t{UINT32_MAX} + 1);
  std::string_view input = out;
  EXPECT_EQ(get_varint32(input), std::nullopt);
  EXPECT_EQ(input.size(), out.size());
  const std::string too_long(10, '\xff');
  input = too_long;
  EXPECT_EQ(get_varint64(input), std::nullopt);
  const std::string bit_64 = std::string(9, '\x80') + '\x02';
  input = bit_64;
  EXPECT_EQ(get_varint64(input), std::nullopt);
}

TEST(Coding, LengthPrefixedTextComesBackAsAViewOfTheInput) {
  std::string out;
  put_length_prefixed(out, "");
  put_length_prefixed(out, std::string(300, 'x'));
  std::string_view input = out;
  EXPECT_EQ(get_length_prefixed(input), "");
  const std::optional<std::string_view> text = get_length_prefixed(input);
  ASSERT_TRUE(text);
  EXPECT_EQ(*text, std::string(300, 'x'));
  EXPECT_EQ(text->data(), out.data() + 3);
  EXPECT_TRUE(input.empty());
}

TEST(Coding, ALengthThatReachesPastTheEndIsRefusedAndTheInputKept) {
  std::string out;
  put_length_prefixed(out, "abc");
  for (size_t length = 0; length < out.size(); ++length) {
    std::string_view input = std::string_view(out).substr(0, length);
    EXPECT_EQ(get_length_prefixed(input), std::nullopt);
    EXPECT_EQ(input.size(), length);
  }
  std::string huge;
  put_varint64(huge, UINT64_MAX);
  std::string_view input = huge;
  EXPECT_EQ(get_length_prefixed(input), std::nullopt);
}

TEST(Coding, ACommonPrefixEndsWhereTheFirstByteDiffers) {
  for (size_t size = 0; size < 30; ++size) {
    const std::string text(size, 'x');
    EXPECT_EQ(common_prefix(text, text), size);
    EXPECT_EQ(common_prefix(text, text + "more"), size);
    for (size_t i = 0; i < size; ++i) {
      std::string other = text;
      other[i] = '\xff';
      EXPECT_EQ(common_prefix(text, other), i);
    }
  }
}

}  // namespace
}  // namespace engine
