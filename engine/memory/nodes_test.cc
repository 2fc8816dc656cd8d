#include "engine/memory/nodes.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <vector>

namespace engine {
namespace {

static_assert(NodeMemory<HeapNodes>);

template <typename N>
class NodesTest : public testing::Test {};
using NodeAllocatorsAlternatives = testing::Types<HeapNodes>;
TYPED_TEST_SUITE(NodesTest, NodeAllocatorsAlternatives);

TYPED_TEST(NodesTest, GivesAlignedMemoryThatDoesNotOverlap) {
  TypeParam nodes;
  std::vector<std::pair<char*, size_t>> all;
  for (size_t i = 0; i < 1000; ++i) {
    const size_t bytes = 1 + i % 150;
    all.emplace_back(static_cast<char*>(nodes.allocate(bytes)), bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(all.back().first) % alignof(std::max_align_t), 0u);
    std::memset(all.back().first, static_cast<int>(i % 251), bytes);
  }
  for (size_t i = 0; i < all.size(); ++i) {
    const auto [node, bytes] = all[i];
    EXPECT_EQ(static_cast<unsigned char>(node[bytes - 1]), i % 251);
    if (!TypeParam::kBulkFree) nodes.free(node, bytes);
  }
}

}  // namespace
}  // namespace engine
