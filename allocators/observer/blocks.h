// What a call says of the blocks that it gives and takes, as far as the level wants to know: nothing
// at L0, where all of this is empty.
//
// Thread contract: any thread, for blocks that it owns.
#pragma once

#include <cstddef>
#include <type_traits>

#include "allocators/observer/level.h"
#include "allocators/observer/next.h"
#include "allocators/observer/shadow.h"

namespace heapdyno::observer {

// A free takes a block, a realloc takes one and gives one. Null: none.
struct KnownBlocks {
  const void* given;
  const void* taken;
  size_t usable;        // of `given`
  size_t usable_taken;  // of `taken`, from before
  Birth birth;          // L2: of `taken`

  // REQUIRES: the block is not null, and the allocator has just given it for a request of `bytes`.
  [[gnu::always_inline]] static KnownBlocks of_given(void* block, size_t bytes) {
    return {block, nullptr, usable_of(block, bytes), 0, {}};
  }
  // Before the allocator has it back. REQUIRES: the block is not null.
  [[gnu::always_inline]] static KnownBlocks of_taken(void* block) {
    const size_t usable = next.usable_size(block);
    if constexpr (kFollowsBlocks) return {nullptr, block, 0, usable, shadow.take(block)};
    return {nullptr, block, 0, usable, {}};
  }
  // What of_given() says, for a call that took a block before.
  [[gnu::always_inline]] void give(void* block, size_t bytes) {
    given = block;
    usable = usable_of(block, bytes);
  }
  // The allocator left the block that was taken where it was.
  void put_back() const {
    Birth before = {};
    if (birth.known()) shadow.put(taken, birth, before);
  }

 private:
  // gperftools says 0 until it has started, after the C++ library has made its first block.
  [[gnu::always_inline]] static size_t usable_of(void* block, size_t bytes) {
    const size_t usable = next.usable_size(block);
    return usable < bytes ? bytes : usable;
  }
};

struct NoBlocks {
  static NoBlocks of_given(void*, size_t) { return {}; }
  static NoBlocks of_taken(void*) { return {}; }
  void give(void*, size_t) {}
  void put_back() const {}
};

using Blocks = std::conditional_t<kCountsUsable, KnownBlocks, NoBlocks>;

}  // namespace heapdyno::observer
