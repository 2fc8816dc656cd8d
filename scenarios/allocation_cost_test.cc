#include "scenarios/allocation_cost.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

namespace heapdyno {
namespace {

// What was asked for, while a test runs.
struct Calls {
  size_t allocations = 0;
  size_t smallest = SIZE_MAX;
  size_t largest = 0;
  std::set<void*> alive;
  size_t most_alive = 0;
};
Calls g_calls;

void* note_allocation(size_t bytes) {
  void* const block = std::malloc(bytes);
  ++g_calls.allocations;
  g_calls.smallest = std::min(g_calls.smallest, bytes);
  g_calls.largest = std::max(g_calls.largest, bytes);
  g_calls.alive.insert(block);
  g_calls.most_alive = std::max(g_calls.most_alive, g_calls.alive.size());
  return block;
}

void note_release(void* block) {
  EXPECT_EQ(g_calls.alive.erase(block), 1u);
  std::free(block);
}

TEST(AllocationCost, IsOfARingOfBlocksOfAllSizesEachOfWhichIsFreed) {
  g_calls = {};
  EXPECT_GT(allocation_pair_ns(note_allocation, note_release), 0);
  EXPECT_EQ(g_calls.most_alive, 1024u);
  EXPECT_TRUE(g_calls.alive.empty());
  EXPECT_EQ(g_calls.smallest, 16u);
  EXPECT_EQ(g_calls.largest, 255u);
  EXPECT_EQ(g_calls.allocations % 1024, 0u);
  EXPECT_GT(g_calls.allocations, 50 * 1024u);
}

}  // namespace
}  // namespace heapdyno
