#include "harness/heap_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// Two phases, marked by allocations of 1 and 4 bytes: phases 0 and 3. Place 2 is a call of the
// store into which measure_put was inlined, place 3 the engine with a library inlined, place 4 the
// driver's own.
constexpr char kText[] =
    "v 10400 3\n"
    "X dyno --trial x\n"
    "s 21 heapdyno::mark_profiled_phase(unsigned long)\n"
    "s 15 scenarios/profiler.cc\n"
    "s b measure_put\n"
    "s 18 scenarios/store_calls.cc\n"
    "s 9 std::list\n"
    "s 8 /usr/x.h\n"
    "s 12 engine::f(int, A<B>)\n"
    "s b engine/f.cc\n"
    "s d heapdyno::run\n"
    "s 13 scenarios/trial.cc\n"
    "i 1000 0 1 2 9\n"
    "i 2000 0 9 a 5 3 4 7\n"
    "i 3000 0 5 6 1 7 8 22\n"
    "i 4000 0 9 a 6\n"
    "t 1 0\n"
    "t 2 0\n"
    "t 3 2\n"
    "t 4 0\n"
    "a 1 1\n"
    "a 4 1\n"
    "a 20 3\n"
    "a 30 4\n"
    "+ 2\n"  // before the first phase
    "+ 0\n"
    "+ 2\n"
    "- 2\n"
    "+ 2\n"
    "+ 3\n"
    "+ 1\n"
    "+ 2\n";

HeapProfile parse(const std::string& text) {
  std::istringstream stream(text);
  return parse_heap_profile(stream, "the trial");
}

std::string error_of(const std::string& text) {
  try {
    parse(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(HeapProfile, HasTheEnginesFramesUnderTheDriversCallByPhase) {
  EXPECT_THAT(parse(kText),
              ElementsAre(Pair(0, ElementsAre(Pair(ElementsAre("engine::f"), Allocated{2, 64}))),
                          Pair(3, ElementsAre(Pair(ElementsAre("engine::f"), Allocated{1, 32})))));
}

TEST(HeapProfile, SaysWhatIsWrongWithTheText) {
  EXPECT_THAT(error_of(""), HasSubstr("the trial: not what heaptrack 1.4 writes"));
  EXPECT_THAT(error_of("v 10400 4\n"), HasSubstr("its format is not 3"));
  EXPECT_THAT(error_of("v 10400 3\n+ 7\n"), HasSubstr("an allocation was never described"));
  EXPECT_THAT(error_of("v 10400 3\na 10 5\n"), HasSubstr("an allocation has no stack"));
  EXPECT_THAT(error_of("v 10400 3\nt 1 0\n"), HasSubstr("a stack leads nowhere"));
  EXPECT_THAT(error_of("v 10400 3\na x\n"), HasSubstr("a number is missing before 'x'"));
}

}  // namespace
}  // namespace heapdyno
