#include "scenarios/json_field.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"

namespace heapdyno {
namespace {

using nlohmann::json;

TEST(JsonField, IsTheBytesBetweenTheQuotes) {
  EXPECT_EQ(json_field(R"({"a":"x","b":"y"})", "b"), "y");
  EXPECT_EQ(json_field(R"({ "a" : 1.5e3 , "b" : "" })", "b"), "");
  EXPECT_EQ(json_field(R"({"a":"say \"b\": \\","b":"\u00e9"})", "b"), "\\u00e9");
  EXPECT_EQ(json_field(R"({"a":{"b":"inner, }"},"c":["b","]"],"b":"outer"})", "b"), "outer");
}

TEST(JsonField, IsNothingWhereThereIsNoSuchString) {
  for (const char* text : {"", "{", "{}", "[]", "null", R"({"a":"x"})", R"({"b":1})",
                           R"({"b":null})", R"({"b":{"b":"x"}})", R"({"b":"x)", R"({"b":"x\)",
                           R"({"b" "x"})", R"({"a":[1,2)", R"({"a":1)", R"("b")"})
    EXPECT_EQ(json_field(text, "b"), std::nullopt) << text;
}

// A string of what is hard to read: quotes, backslashes, control characters, UTF-8.
std::string random_text(engine::Random& random) {
  static constexpr const char* kPieces[] = {
      "\"", "\\", "\n", "\x01", "/", "{", "}", "[", ",", ":", "a", "\xc3\xa9", "\xf0\x9f\x90\x98",
      " "};
  std::string text;
  for (uint64_t n = random.below(12); n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
  return text;
}

json random_value(engine::Random& random) {
  switch (random.below(8)) {
    case 0:
      return random.next();
    case 1:
      return -static_cast<double>(random.below(1000)) / 7;
    case 2:
      return nullptr;
    case 3:
      return {random_text(random), 1, json::object()};
    case 4:
      return {{random_text(random), random_text(random)}};
    default:
      return random_text(random);
  }
}

TEST(JsonField, FindsWhatAParserFinds) {
  engine::Random random(engine::test_seed());
  for (int round = 0; round < 3000; ++round) {
    json document = json::object();
    for (uint64_t n = random.below(7); n > 0; --n)
      document[std::string(1, static_cast<char>('a' + random.below(8)))] = random_value(random);
    const std::string text =
        document.dump(random.below(2) == 0 ? -1 : 2, ' ', random.below(2) == 0);
    for (char c = 'a'; c < 'a' + 8; ++c) {
      const std::string name(1, c);
      const auto found = json_field(text, name);
      const bool expected = document.contains(name) && document[name].is_string();
      ASSERT_EQ(found.has_value(), expected) << name << " of " << text;
      if (!expected) continue;
      ASSERT_EQ(json::parse("\"" + std::string(*found) + "\""), document[name]) << text;
    }
  }
}

}  // namespace
}  // namespace heapdyno
