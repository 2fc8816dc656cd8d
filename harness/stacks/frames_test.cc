#include "harness/stacks/frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(PlainName, IsWithoutParametersAndTemplateArguments) {
  EXPECT_EQ(plain_name("engine::DbImpl::apply(engine::WriteBatch&)"), "engine::DbImpl::apply");
  EXPECT_EQ(plain_name("std::vector<A<B> >& engine::f<A<B>, int>(A<B> (*)(int)) const"),
            "engine::f");
  EXPECT_EQ(plain_name("engine::VersionEdit::encode[abi:cxx11]() const"),
            "engine::VersionEdit::encode");
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

TEST(PlainName, OfAnUnnamedNamespaceIsTheLastAlone) {
  EXPECT_EQ(plain_name("engine::(anonymous namespace)::File::create(int)"), "create");
  EXPECT_EQ(plain_name("void engine::(anonymous namespace)::put_added<int>(int)"), "put_added");
  EXPECT_EQ(plain_name("engine::(anonymous namespace)::T engine::f<(anonymous namespace)::T>(int)"),
            "engine::f");
}

TEST(PlainName, OfACloneIsThatOfTheFunction) {
  EXPECT_EQ(plain_name("engine::f(int) [clone .part.0] [clone .cold]"), "engine::f");
  EXPECT_EQ(plain_name("put_added.isra.0"), "put_added");
}

constexpr Frame kNew = {"operator new(unsigned long)", "", "/lib/libstdc++.so.6"};
constexpr Frame kVector = {"std::vector<int>::push_back(int)", "/usr/include/vector", "dyno"};
constexpr Frame kApply = {"engine::apply(int)", "engine/db/write.cc", "dyno"};
constexpr Frame kPutFrame = {"engine::put(int)", "engine/db/write.cc", "dyno"};
constexpr Frame kLambda = {"operator()", "engine/db/write.cc", "dyno"};
constexpr Frame kAdapter = {"put", "scenarios/stores/reference.cc", "dyno"};
constexpr Frame kInScope = {"in_scope<1>", "scenarios/store_calls.cc", "dyno"};
constexpr Frame kMeasurePut = {"measure_put", "scenarios/store_calls.cc", "dyno"};
constexpr Frame kStep = {"heapdyno::PhaseRunner::step()", "scenarios/phase_runner.cc", "dyno"};

TEST(StackOf, BeginsWithTheDriversCallAndHasTheEnginesFunctions) {
  const std::vector<Frame> frames = {kNew,      kVector,  kLambda,  kApply,      kApply,
                                     kPutFrame, kAdapter, kInScope, kMeasurePut, kStep};
  EXPECT_THAT(stack_of(frames),
              Optional(ElementsAre("measure_put", "engine::put", "engine::apply")));
}

TEST(StackOf, TheFolderInWhichTheCompilerRanIsNoPartOfAFile) {
  const Frame put = {"engine::put(int)", "build/../engine/db/write.cc", "dyno"};
  const Frame other = {"other::put(int)", "/usr/include/engine/x.h", "dyno"};
  const Frame call = {"heapdyno::(anonymous namespace)::measure_put(int)",
                      "build-clang/scenarios/store_calls.cc", "dyno"};
  EXPECT_THAT(stack_of(std::vector<Frame>{other, put, call}),
              Optional(ElementsAre("measure_put", "engine::put")));
}

TEST(StackOf, WhatNoCallLeadsToIsTheDriversOwn) {
  EXPECT_EQ(stack_of(std::vector<Frame>{kNew, kApply, kStep}), std::nullopt);
}

TEST(StackOf, OfAPeerHasWhatItsLibraryNames) {
  const Frame library = {"leveldb::DB::Put(int)", "", "/lib/x86_64-linux-gnu/libleveldb.so.1d"};
  const Frame nameless = {"", "", library.library};
  const Frame vector = {"void std::vector<char*>::_M_realloc_insert<char*>(int)", "",
                        library.library};
  EXPECT_THAT(stack_of(std::vector<Frame>{kNew, vector, nameless, library, kMeasurePut}),
              Optional(ElementsAre("measure_put", "leveldb::DB::Put")));
  const Frame job = {"heapdyno::BackgroundJobs::run(void*)", "scenarios/stores/background_jobs.cc",
                     "dyno"};
  EXPECT_THAT(stack_of(std::vector<Frame>{kNew, library, job}),
              Optional(ElementsAre("background", "leveldb::DB::Put")));
}

TEST(PlaceOf, IsTheLineOfTheInnermostFunctionOfTheStoreAndWhatItCalls) {
  Frame apply = kApply;
  apply.line = 88;
  const std::vector<Frame> frames = {kNew, kVector, apply, kPutFrame, kAdapter, kMeasurePut};
  EXPECT_EQ(place_of(frames), (CallPlace{"std::vector::push_back", "engine/db/write.cc", 88}));
  const std::vector<Frame> direct = {kNew, apply, kPutFrame, kMeasurePut};
  EXPECT_EQ(place_of(direct), (CallPlace{"", "engine/db/write.cc", 88}));
}

TEST(PlaceOf, AConstructorIsItsClass) {
  const auto callee = [](std::string_view function) {
    const std::vector<Frame> frames = {kNew, {function, "/usr/include/bits", "dyno"}, kApply};
    return place_of(frames).callee;
  };
  EXPECT_EQ(callee("std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> "
                   ">::basic_string(char const*)"),
            "std::string");
  EXPECT_EQ(callee("std::__cxx11::basic_string<char>::append(char const*, unsigned long)"),
            "std::string::append");
  EXPECT_EQ(callee("operator new(unsigned long)"), "");
  EXPECT_EQ(callee("std::make_unique<int>(int)"), "std::make_unique");
}

TEST(PlaceOf, TheStoresAdapterHasALineToo) {
  Frame adapter = kAdapter;
  adapter.line = 12;
  const std::vector<Frame> frames = {kNew, adapter, kInScope, kMeasurePut};
  EXPECT_EQ(place_of(frames), (CallPlace{"", "scenarios/stores/reference.cc", 12}));
}

}  // namespace
}  // namespace heapdyno
