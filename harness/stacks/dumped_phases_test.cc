#include "harness/stacks/dumped_phases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

const std::vector<uint64_t> kPut = {0x7010, 0x5031, 0x5021};      // f, called by measure_put
const std::vector<uint64_t> kDriver = {0x7010, 0x5041};           // the driver's own
const std::vector<uint64_t> kOfLater = {0x7010, 0x5033, 0x5021};  // f again, on another line

HeapDump dump(std::map<std::vector<uint64_t>, HeapDump::Figures> stacks) {
  HeapDump dump;
  for (const auto& [stack, figures] : stacks) dump.all.alive += figures.alive;
  dump.stacks = std::move(stacks);
  dump.mappings = {{0x5000, 0x6000, 0x4000, "/b/dyno"}, {0x7000, 0x8000, 0x7000, "/lib/libc.so"}};
  return dump;
}

std::vector<DumpedPhase> phases() {
  return {{2, dump({{kPut, {{1, 16}, {10, 160}}}, {kDriver, {{1, 64}, {1, 64}}}}),
           dump({{kPut, {{0, 0}, {15, 240}}},
                 {kOfLater, {{2, 32}, {2, 32}}},
                 {kDriver, {{1, 64}, {3, 192}}}})}};
}

TEST(DumpedPhases, AskForTheInstructionsBeforeTheReturnAddresses) {
  EXPECT_THAT(addresses_of(phases()),
              ElementsAre(Pair("/b/dyno", ElementsAre(0x1020, 0x1030, 0x1032, 0x1040)),
                          Pair("/lib/libc.so", ElementsAre(0xf))));
}

TEST(DumpedPhases, HaveWhatWasAddedInBetweenAndWhatIsAliveAtTheEnd) {
  const Symbol f = {"engine::f(int)", "engine/f.cc"};
  const Symbol put = {"measure_put", "scenarios/store_calls.cc"};
  const Symbol run = {"heapdyno::run()", "scenarios/trial.cc"};
  const HeapProfile profile = profile_of(
      phases(),
      {{"/b/dyno", {{0x1020, {put, run}}, {0x1030, {f}}, {0x1032, {f}}, {0x1040, {run}}}}});
  const Stack stack = {"measure_put", "engine::f"};
  EXPECT_THAT(profile.phases, ElementsAre(Pair(2, ElementsAre(Pair(stack, Allocated{7, 112})))));
  ASSERT_EQ(profile.heaps.size(), 1u);
  EXPECT_EQ(profile.heaps[0].phase, 2u);
  EXPECT_EQ(profile.heaps[0].all, (Allocated{3, 96}));
  EXPECT_THAT(profile.heaps[0].stacks, ElementsAre(Pair(stack, Allocated{2, 32})));
}

}  // namespace
}  // namespace heapdyno
