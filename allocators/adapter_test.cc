// Built once for each allocator: what its adapter says of it.

#include "allocators/adapter.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "allocators/loaded.h"
#include "allocators/proof.h"

namespace heapdyno {
namespace {

constexpr size_t kBlocks = 4000;
constexpr size_t kBlockBytes = 5000;

// Without end for a figure that the allocator does not have.
uint64_t growth(std::optional<uint64_t> from, std::optional<uint64_t> to) {
  return from && to && *to >= *from ? *to - *from : from && to ? 0 : UINT64_MAX;
}

TEST(Adapter, names_itself_and_the_version_of_the_library) {
  EXPECT_STREQ(allocator::name(), HEAPDYNO_TEST_ALLOCATOR);
  EXPECT_NE(allocator::version().find('.'), std::string::npos) << allocator::version();
}

TEST(Adapter, is_of_the_library_that_answers) {
  const auto answers = prove_allocator({allocator::name(), allocator::own_function(), "", ""});
  EXPECT_TRUE(answers.is_ok()) << answers.status().to_string();
}

TEST(Adapter, statistics_grow_with_live_blocks) {
  const allocator::Statistics before = allocator::statistics();
  std::vector<std::unique_ptr<char[]>> blocks;
  for (size_t i = 0; i < kBlocks; ++i) blocks.push_back(std::make_unique<char[]>(kBlockBytes));
  const allocator::Statistics after = allocator::statistics();
  EXPECT_GE(after.mapped.value_or(SIZE_MAX), kBlocks * kBlockBytes);
  EXPECT_GE(growth(before.usable, after.usable), kBlocks * kBlockBytes);
  EXPECT_GE(growth(before.active, after.active), kBlocks * kBlockBytes);
  EXPECT_GE(after.mapped.value_or(SIZE_MAX), after.active.value_or(0));
  EXPECT_GE(after.active.value_or(SIZE_MAX), after.usable.value_or(0));
  EXPECT_FALSE(after.requested);
}

TEST(Adapter, statistics_of_freed_blocks_shrink) {
  std::vector<std::unique_ptr<char[]>> blocks;
  for (size_t i = 0; i < kBlocks; ++i) blocks.push_back(std::make_unique<char[]>(kBlockBytes));
  const allocator::Statistics full = allocator::statistics();
  blocks.clear();
  allocator::flush_thread_cache();
  allocator::purge();
  const allocator::Statistics empty = allocator::statistics();
  EXPECT_GE(growth(empty.usable, full.usable), kBlocks * kBlockBytes);
}

}  // namespace
}  // namespace heapdyno
