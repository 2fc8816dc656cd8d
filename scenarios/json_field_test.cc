#include "scenarios/json_field.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"

namespace heapdyno {
namespace {

using engine::Random;
using Json = nlohmann::ordered_json;

// In memory of exactly its size, so that a sanitizer sees a read past the end.
std::optional<std::string> field(std::string_view text, std::string_view name) {
  const auto copy = std::make_unique<char[]>(text.size());
  std::copy(text.begin(), text.end(), copy.get());
  const auto found = json_field({copy.get(), text.size()}, name);
  return found ? std::optional(std::string(*found)) : std::nullopt;
}

TEST(JsonField, IsAStringANumberOrATruthValue) {
  const std::string document =
      R"({"country": "DE", "people":84000000,"eu" : true ,"empty":"","height":-1.5e3})";
  EXPECT_EQ(field(document, "country"), "DE");
  EXPECT_EQ(field(document, "people"), "84000000");
  EXPECT_EQ(field(document, "eu"), "true");
  EXPECT_EQ(field(document, "empty"), "");
  EXPECT_EQ(field(document, "height"), "-1.5e3");
}

TEST(JsonField, IsNothingWhereThereIsNoSuchScalar) {
  const std::string document = R"({"null":null,"list":["a"],"nested":{"inner":"x"},"text":"null"})";
  for (const char* name : {"null", "list", "nested", "inner", "absent", ""})
    EXPECT_EQ(field(document, name), std::nullopt) << name;
  EXPECT_EQ(field(document, "text"), "null");
}

TEST(JsonField, OfSeveralWithOneNameIsTheFirst) { EXPECT_EQ(field(R"({"a":1,"a":2})", "a"), "1"); }

TEST(JsonField, LeavesEscapesAsTheyAre) {
  EXPECT_EQ(field(R"({"a\"b":"c\\","d":"\u00e4\""})", "d"), R"(\u00e4\")");
  EXPECT_EQ(field(R"({"a\"b":"c\\"})", R"(a\"b)"), R"(c\\)");
}

TEST(JsonField, IsNothingInWhatIsNoObject) {
  for (const char* text : {"", " ", "null", "[1]", "{", "{}", "{\"a\"", "{\"a\":", "{\"a\":}",
                           "{a:1}", "{\"a\" 1}", "{\"b\":[1,\"a\":1}", "{,\"a\":1}", "{\"a"})
    EXPECT_EQ(field(text, "a"), std::nullopt) << text;
}

std::string random_string(Random& random) {
  static constexpr char kAlphabet[] = "ab\"\\{}[]:, \n\tnull0";
  std::string text;
  for (uint64_t n = random.below(8); n > 0; --n)
    text.push_back(kAlphabet[random.below(sizeof kAlphabet - 1)]);
  return text;
}

Json random_value(Random& random, int depth) {
  switch (random.below(depth == 0 ? 5 : 7)) {
    case 0:
      return random_string(random);
    case 1:
      return random.below(1000000);
    case 2:
      return random.below(2) == 0;
    case 3:
      return nullptr;
    case 4:
      return static_cast<double>(random.below(1000)) / 7;
    case 5: {
      Json list = Json::array();
      for (uint64_t n = random.below(4); n > 0; --n)
        list.push_back(random_value(random, depth - 1));
      return list;
    }
    default: {
      Json object = Json::object();
      for (uint64_t n = random.below(4); n > 0; --n)
        object[random_string(random)] = random_value(random, depth - 1);
      return object;
    }
  }
}

// A string as it stands between its quotes.
std::string as_written(const std::string& text) {
  const std::string quoted = Json(text).dump();
  return quoted.substr(1, quoted.size() - 2);
}

// As json_field gives it.
std::optional<std::string> scalar(const Json& value) {
  if (value.is_null() || value.is_structured()) return std::nullopt;
  return value.is_string() ? as_written(value.get<std::string>()) : value.dump();
}

TEST(JsonField, AgreesWithAParserOnRandomDocumentsAlsoWhereTheyAreCutShort) {
  Random random(engine::test_seed());
  for (int i = 0; i < 3000; ++i) {
    Json document = Json::object();
    for (uint64_t n = random.below(6); n > 0; --n)
      document[random_string(random)] = random_value(random, 3);
    const std::string text = document.dump(random.below(2) == 0 ? -1 : 2);
    const std::string cut = text.substr(0, random.below(text.size()));
    for (const auto& [name, value] : document.items()) {
      const std::string written = as_written(name);
      ASSERT_EQ(field(text, written), scalar(value)) << text;
      const std::optional<std::string> found = field(cut, written);
      if (found) {
        ASSERT_EQ(found, scalar(value)) << cut;
      }
    }
    ASSERT_EQ(field(text, "not there"), std::nullopt);
  }
}

}  // namespace
}  // namespace heapdyno
