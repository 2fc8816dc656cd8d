#include "engine/store/node_cache.h"

#include <gtest/gtest.h>

#include <string>

namespace engine::node_cache_test {
namespace {

NodeRef leaf() { return NodeRef(std::make_shared<LeafNode>()); }

// The pages of 2..9 that are there; asking makes them more recent, in this order.
std::string held(NodeCache& cache) {
  std::string pages;
  for (PageId id = 2; id < 10; ++id) {
    if (!cache.find(id).is_null()) pages += std::to_string(id);
  }
  return pages;
}

TEST(NodeCache, EvictsTheCleanNodeThatWasNotUsedLongest) {
  NodeCache cache(3 * kPageBytes, 1);
  for (const PageId id : {2u, 3u, 4u}) cache.insert_clean(id, leaf());
  EXPECT_FALSE(cache.find(2).is_null());
  cache.insert_clean(5, leaf());
  EXPECT_EQ(held(cache), "245");
  cache.put_dirty(6, leaf());
  EXPECT_EQ(held(cache), "456");
  EXPECT_EQ(cache.stats().evictions, 2u);
}

TEST(NodeCache, KeepsDirtyNodesUntilTheyAreClean) {
  NodeCache cache(2 * kPageBytes, 1);
  for (const PageId id : {2u, 3u, 4u, 5u}) cache.put_dirty(id, leaf());
  cache.insert_clean(6, leaf());
  EXPECT_EQ(held(cache), "2345");
  EXPECT_EQ(cache.stats().dirty_nodes, 4u);
  EXPECT_TRUE(cache.find_dirty(6).is_null());
  for (const PageId id : {2u, 3u, 4u, 5u}) cache.make_clean(id);
  EXPECT_EQ(held(cache), "45");
  EXPECT_TRUE(cache.find_dirty(4).is_null());
}

TEST(NodeCache, ForgetsAndTakesSlotsAgain) {
  NodeCache cache(4 * kPageBytes, 1);
  cache.put_dirty(2, leaf());
  cache.insert_clean(3, leaf());
  cache.erase(2);
  cache.erase(3);
  cache.erase(4);
  EXPECT_EQ(cache.stats().nodes, 0u);
  EXPECT_EQ(cache.stats().dirty_nodes, 0u);
  for (const PageId id : {4u, 5u, 6u, 7u}) cache.insert_clean(id, leaf());
  EXPECT_EQ(held(cache), "4567");
}

TEST(NodeCache, ThePagesFirstNodeStays) {
  NodeCache cache(kPageBytes, 1);
  const NodeRef first = cache.insert_clean(2, leaf());
  EXPECT_EQ(cache.insert_clean(2, leaf()).leaf, first.leaf);
  EXPECT_EQ(cache.stats().nodes, 1u);
}

}  // namespace
}  // namespace engine::node_cache_test
