#include "engine/db/index_key.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace engine {
namespace {

std::string index_key(std::string_view field_value, std::string_view key) {
  std::string out;
  append_index_key(out, field_value, key);
  return out;
}

TEST(IndexKey, SortsByFieldValueAndThenByKeyWhateverBytesTheyHave) {
  const std::vector<std::string> texts = {"",
                                          std::string("\0", 1),
                                          std::string("\0\0", 2),
                                          std::string("\0\1", 2),
                                          std::string("\0\xff", 2),
                                          "\1",
                                          "a",
                                          std::string("a\0", 2),
                                          std::string("a\0b", 3),
                                          "ab",
                                          "\xff",
                                          "\xff\xff"};
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const std::string& value : texts)
    for (const std::string& key : texts) pairs.emplace_back(value, key);
  for (size_t i = 0; i + 1 < pairs.size(); ++i) {
    const auto& [value, key] = pairs[i];
    const auto& [next_value, next_key] = pairs[i + 1];
    EXPECT_LT(index_key(value, key), index_key(next_value, next_key)) << "pair " << i;
  }
}

TEST(IndexKey, EntriesOfAValueAreThoseWithItsPrefixAndLieBeforeItsEnd) {
  const std::vector<std::string> texts = {"",
                                          std::string("\0", 1),
                                          "a",
                                          std::string("a\0", 2),
                                          std::string("a\0\0", 3),
                                          std::string("a\0\xff", 3),
                                          "ab"};
  for (const std::string& value : texts) {
    std::string prefix;
    append_index_prefix(prefix, value);
    std::string end;
    append_escaped(end, value);
    end += kBehindField;
    for (const std::string& other : texts) {
      const std::string entry = index_key(other, "\xff\xff");
      EXPECT_EQ(entry.starts_with(prefix), other == value);
      EXPECT_EQ(entry >= prefix && entry < end, other == value);
    }
    EXPECT_EQ(index_key(value, "key").substr(prefix.size()), "key");
  }
}

}  // namespace
}  // namespace engine
