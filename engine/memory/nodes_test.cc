#include "engine/memory/nodes.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace engine {
namespace {

static_assert(NodeMemory<HeapNodes<OwnedBytes>>);
static_assert(NodeMemory<HeapNodes<SharedBytes>>);
static_assert(NodeMemory<SlabNodes<OwnedBytes>>);
static_assert(NodeMemory<SlabNodes<SharedBytes>>);

template <typename N>
class NodesTest : public testing::Test {};
using NodesAlternatives = testing::Types<HeapNodes<OwnedBytes>, HeapNodes<SharedBytes>,
                                         SlabNodes<OwnedBytes>, SlabNodes<SharedBytes>>;
TYPED_TEST_SUITE(NodesTest, NodesAlternatives);

TYPED_TEST(NodesTest, GivesAlignedMemoryThatDoesNotOverlap) {
  TypeParam nodes;
  std::vector<std::pair<char*, size_t>> all;
  for (size_t i = 0; i < 1000; ++i) {
    const size_t bytes = 1 + i % 150;
    all.emplace_back(static_cast<char*>(nodes.allocate(bytes)), bytes);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(all.back().first) % alignof(void*), 0u);
    std::memset(all.back().first, static_cast<int>(i % 251), bytes);
  }
  for (size_t i = 0; i < all.size(); ++i) {
    const auto [node, bytes] = all[i];
    EXPECT_EQ(static_cast<unsigned char>(node[bytes - 1]), i % 251);
    if (!TypeParam::kBulkFree) nodes.free(node, bytes);
  }
}

template <typename B>
struct Source {
  B share(std::string_view text) const { return B::copy_of(text); }
};

template <typename N>
struct Owner : std::enable_shared_from_this<Owner<N>> {
  N nodes;
};

TYPED_TEST(NodesTest, WhatANodeKeepsDoesNotDependOnItsSource) {
  auto owner = std::make_shared<Owner<TypeParam>>();
  const Source<typename TypeParam::Bytes> source;
  std::vector<typename TypeParam::Kept> kept;
  for (int i = 0; i < 1000; ++i) {
    std::string text(static_cast<size_t>(i), static_cast<char>('a' + i % 26));
    kept.push_back(owner->nodes.keep(text, source));
    text.assign(text.size(), '-');
    const size_t bytes = 8 + static_cast<size_t>(i % 30);
    owner->nodes.free(owner->nodes.allocate(bytes), bytes);
  }
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(std::string_view(kept[static_cast<size_t>(i)]),
              std::string(static_cast<size_t>(i), static_cast<char>('a' + i % 26)));
  }
}

TYPED_TEST(NodesTest, WhatIsSharedOutlivesTheNodes) {
  auto owner = std::make_shared<Owner<TypeParam>>();
  const std::string text(5000, 'v');
  const Source<typename TypeParam::Bytes> source;
  const auto kept = owner->nodes.keep(text, source);
  const typename TypeParam::Bytes shared = TypeParam::share(kept, *owner);
  owner.reset();
  EXPECT_EQ(shared.view(), text);
}

}  // namespace
}  // namespace engine
