#include "scenarios/json_objects.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

std::string error(const std::string& text) {
  const auto objects = read_json_objects(text, "list", "code");
  return objects.is_ok() ? "accepted" : std::string(objects.status().message());
}

TEST(JsonObjects, AreTheListsObjectsWithoutWhiteSpaceAndInTheirOrder) {
  const auto objects = read_json_objects(
      R"({"list": [{"name": "Ödön", "code": "b"}, { "code" : "a" , "n" : [1, 2] }]})", "list",
      "code");
  ASSERT_TRUE(objects.is_ok()) << objects.status().to_string();
  EXPECT_EQ(objects->keys, (std::vector<std::string>{"b", "a"}));
  EXPECT_EQ(objects->texts, (std::vector<std::string>{R"({"name":"Ödön","code":"b"})",
                                                      R"({"code":"a","n":[1,2]})"}));
}

TEST(JsonObjects, WhatIsNoSuchListIsRefused) {
  const std::string expected = "expected an object whose member \"list\" is a list of objects";
  EXPECT_EQ(error("[]"), expected);
  EXPECT_EQ(error("{}"), expected);
  EXPECT_EQ(error(R"({"list": {}})"), expected);
  EXPECT_EQ(error(R"({"list": []})"), expected);
  EXPECT_NE(error(R"({"list": )").find("not JSON"), std::string::npos);
}

TEST(JsonObjects, AnObjectWithoutAKeyIsNamed) {
  const std::string expected = "object 2 of \"list\" has no field \"code\" that can be a key";
  for (const std::string object : {R"({})", R"({"code": 7})", R"({"code": ""})", "3"})
    EXPECT_EQ(error(R"({"list": [{"code": "a"}, )" + object + "]}"), expected) << object;
  EXPECT_EQ(error(R"({"list": [{"code": "a"}, {"code": ")" + std::string(1100, 'x') + "\"}]}"),
            expected);
}

}  // namespace
}  // namespace heapdyno
