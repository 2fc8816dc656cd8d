#include "harness/call_stacks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const CallStacks kStacks = {{{"a"}, {2, 20}},
                            {{"a", "b"}, {3, 30}},
                            {{"a", "b", "c"}, {4, 40}},
                            {{"d", "b"}, {5, 50}},
                            {{}, {1, 8}}};

TEST(PlainName, IsWithoutParametersAndTemplateArguments) {
  EXPECT_EQ(plain_name("engine::DbImpl::apply(engine::WriteBatch&)"), "engine::DbImpl::apply");
  EXPECT_EQ(plain_name("std::vector<A<B> >& engine::f<A<B>, int>(A<B> (*)(int)) const"),
            "engine::f");
  EXPECT_EQ(plain_name("engine::VersionEdit::encode[abi:cxx11]() const"),
            "engine::VersionEdit::encode");
  EXPECT_EQ(plain_name("(anonymous namespace)::engine::Reader::take"), "engine::Reader::take");
}

TEST(PlainName, OfALambdaIsThatOfItsFunction) {
  EXPECT_EQ(plain_name("engine::DbImpl::get(int)::{lambda(int)#1}::operator()(int) const"),
            "engine::DbImpl::get");
}

TEST(PlainName, KeepsOperators) {
  EXPECT_EQ(plain_name("engine::operator()(int)"), "engine::operator()");
  EXPECT_EQ(plain_name("engine::Key::operator<(engine::Key const&) const"),
            "engine::Key::operator<");
}

TEST(CallStacks, GoToTheInnermostOfTheFunctions) {
  const std::vector<std::string> functions = {"a", "b"};
  EXPECT_THAT(by_function(kStacks, functions),
              ElementsAre(Pair("", Allocated{1, 8}), Pair("a", Allocated{2, 20}),
                          Pair("b", Allocated{12, 120})));
  EXPECT_EQ(total(kStacks), (Allocated{15, 148}));
}

TEST(CallStacks, SurviveTheRecord) {
  EXPECT_EQ(parse_call_stacks(nlohmann::json::parse(to_json(kStacks).dump())), kStacks);
}

TEST(CallStacks, WithoutTheirFunctionOrCallerAreAnError) {
  const char* const broken[] = {R"({"functions": ["a"], "calls": [[1, -1, 1, 1]]})",
                                R"({"functions": ["a"], "calls": [[0, 0, 1, 1]]})"};
  for (const char* text : broken)
    EXPECT_THROW(parse_call_stacks(nlohmann::json::parse(text)), Error) << text;
}

}  // namespace
}  // namespace heapdyno
