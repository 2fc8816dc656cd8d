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

// A node that keeps an entry, and where it ends.
template <typename N>
struct Entry {
  typename N::Made made;
  size_t bytes;
  const void* end() const { return static_cast<const char*>(made.room) + bytes; }
};

TYPED_TEST(NodesTest, WhatANodeKeepsDoesNotDependOnItsSource) {
  auto owner = std::make_shared<Owner<TypeParam>>();
  const Source<typename TypeParam::Bytes> source;
  const auto key_of = [](size_t i) { return std::string(i % 40, static_cast<char>('a' + i % 26)); };
  const auto value_of = [](size_t i) { return std::string(i, static_cast<char>('A' + i % 26)); };
  std::vector<Entry<TypeParam>> entries;
  for (size_t i = 0; i < 1000; ++i) {
    std::string key = key_of(i);
    std::string value = value_of(i);
    const size_t bytes = 8 + i % 30;
    auto made = owner->nodes.make(bytes, key, value, source);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(made.room) % alignof(void*), 0u);
    std::memset(made.room, '-', bytes);
    entries.push_back({std::move(made), bytes});
    key.assign(key.size(), '-');
    value.assign(value.size(), '-');
  }
  for (size_t i = 0; i < entries.size(); ++i) {
    const auto& [made, bytes] = entries[i];
    EXPECT_EQ(made.kept.key(entries[i].end()), key_of(i));
    EXPECT_EQ(made.kept.value(entries[i].end()), value_of(i));
    owner->nodes.free(made.room, bytes);
  }
}

TYPED_TEST(NodesTest, AValueThatIsSharedOutlivesTheNodes) {
  auto owner = std::make_shared<Owner<TypeParam>>();
  const std::string text(5000, 'v');
  const Source<typename TypeParam::Bytes> source;
  Entry<TypeParam> entry{owner->nodes.make(24, "key", text, source), 24};
  const typename TypeParam::Bytes shared = entry.made.kept.share_value(entry.end(), *owner);
  owner->nodes.free(entry.made.room, entry.bytes);
  entry.made.kept = {};
  owner.reset();
  EXPECT_EQ(shared.view(), text);
}

}  // namespace
}  // namespace engine
