#include "harness/stacks/heap_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// Place 2 is a call of the store into which measure_put was inlined, place 3 the engine with a
// library inlined, place 4 the driver's own. Allocations 0 to 3 are marks: phases 0 and 3 begin and
// end. 4 is of the engine, 32 bytes; 5 of the driver, 48 bytes; 6 of the engine, 256 bytes.
constexpr char kHead[] =
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
    "a 2 1\n"
    "a 7 1\n"
    "a 8 1\n"
    "a 20 3\n"
    "a 30 4\n"
    "a 100 3\n";

HeapProfile parse(const std::string& text, const std::vector<bool>& temporary) {
  std::istringstream stream(text);
  return parse_heap_profile(stream, temporary, "the trial");
}

// No allocation of the events is temporary.
HeapProfile after_head(const std::string& events) {
  const auto allocations = std::count(events.begin(), events.end(), '+');
  return parse(kHead + events, std::vector<bool>(static_cast<size_t>(allocations)));
}

std::string profile_error(const std::string& text) {
  try {
    parse(text, {false});
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

Stack engine_stack() { return {"measure_put", "engine::f"}; }

TEST(HeapProfile, HasTheEnginesFramesUnderTheDriversCallByPhase) {
  const HeapProfile profile = after_head(
      "+ 4\n"  // before the first phase
      "+ 0\n+ 4\n+ 5\n+ 4\n+ 1\n"
      "+ 4\n"  // between them
      "+ 2\n+ 4\n+ 3\n");
  EXPECT_THAT(profile.phases,
              ElementsAre(Pair(0, ElementsAre(Pair(engine_stack(), Allocated{2, 64}))),
                          Pair(3, ElementsAre(Pair(engine_stack(), Allocated{1, 32})))));
}

TEST(HeapProfile, KnowsTheLinesByStack) {
  const HeapProfile profile = after_head("+ 0\n+ 4\n+ 5\n+ 6\n+ 1\n");
  const CallPlace place = {"std::list", "engine/f.cc", 34};
  EXPECT_THAT(profile.places,
              ElementsAre(Pair(0, ElementsAre(Pair(engine_stack(),
                                                   ElementsAre(Pair(place, Allocated{2, 288})))))));
}

TEST(HeapProfile, KnowsByStackWhatWasTemporary) {
  const std::string events = "+ 4\n- 4\n+ 0\n+ 4\n- 4\n+ 4\n+ 5\n- 5\n- 4\n+ 1\n";
  const HeapProfile profile = parse(kHead + events, {true, false, true, false, true, false});
  EXPECT_EQ(profile.phases.at(0).at(engine_stack()), (Allocated{2, 64, 1}));
}

TEST(HeapProfile, HasWhatIsAliveAtThePeakByStack) {
  const HeapProfile profile = after_head(
      "+ 0\n- 0\n+ 4\n+ 4\n+ 5\n"  // 112 bytes
      "- 5\n- 4\n+ 6\n+ 5\n"       // 336: the peak
      "- 6\n+ 6\n"                 // as many again are not more
      "- 6\n- 5\n- 4\n+ 1\n");
  ASSERT_EQ(profile.heaps.size(), 1u);
  const AliveHeap& peak = profile.heaps.front();
  EXPECT_EQ(peak.phase, std::nullopt);
  EXPECT_EQ(peak.all, (Allocated{3, 0x20 + 0x30 + 0x100}));
  EXPECT_THAT(peak.stacks, ElementsAre(Pair(engine_stack(), Allocated{2, 0x20 + 0x100})));
}

TEST(HeapProfile, OfAProcessThatAllocatedNothingHasAnEmptyPeak) {
  const HeapProfile profile = after_head("");
  ASSERT_EQ(profile.heaps.size(), 1u);
  EXPECT_EQ(profile.heaps.front().all, Allocated());
  EXPECT_THAT(profile.heaps.front().stacks, IsEmpty());
}

TEST(HeapProfile, SaysWhatIsWrongWithTheText) {
  EXPECT_THAT(profile_error(""), HasSubstr("the trial: not what heaptrack 1.4 writes"));
  EXPECT_THAT(profile_error("v 10400 4\n"), HasSubstr("its format is not 3"));
  EXPECT_THAT(profile_error("v 10400 3\n+ 7\n"), HasSubstr("an allocation was never described"));
  EXPECT_THAT(profile_error("v 10400 3\n- 7\n"), HasSubstr("an allocation was never described"));
  EXPECT_THAT(profile_error("v 10400 3\na 10 5\n"), HasSubstr("an allocation has no stack"));
  EXPECT_THAT(profile_error("v 10400 3\nt 1 0\n"), HasSubstr("a stack leads nowhere"));
  EXPECT_THAT(profile_error("v 10400 3\na x\n"), HasSubstr("a number is missing before 'x'"));
  EXPECT_THAT(profile_error(kHead + std::string("+ 0\n")), HasSubstr("a phase does not end"));
  for (const char* events : {"", "+ 4\n+ 4\n"}) {
    EXPECT_THAT(profile_error(kHead + std::string(events)),
                HasSubstr("it has not as many allocations as the raw file"));
  }
}

}  // namespace
}  // namespace heapdyno
