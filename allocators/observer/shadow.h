// The shadow memory of L2: for each block alive its birth, at a place that follows from the block's
// address, so nothing is hashed, probed or locked.
//
//   address      bits 47..22          bits 21..3
//   leads to     a chunk: 4 MiB of    a cell of 16 bytes in the chunk:
//                address space        8 bytes of address space
//
// 8 bytes, because jemalloc, mimalloc and tcmalloc give blocks of 8 bytes side by side. The top
// table (2^25 pointers) and the chunks (8 MiB each) are mapped without reserving memory: of either
// only the pages that are touched exist.
//
// The cell of a block belongs to whoever owns the block: it is written after the allocator gave the
// block and taken before the allocator has it back. So two threads never meet in a cell. Forked
// children have copies of all cells, as they have of the blocks.
//
// A block without a cell (an address above 2^47, or no memory for the tables: kIncomplete is set)
// is unknown: its birth is not noted, its death says nothing.
//
// Thread contract: any thread, for blocks that it owns. Nothing here allocates.
#pragma once

#include <cstddef>
#include <cstdint>

namespace heapdyno::observer {

// What is noted of a block: 128 bits.
//   made   alive(1) | by the loader(1) | scope(5) | bytes asked for(48)
//   when   operation(40) | thread(24)
struct Birth {
  static constexpr unsigned kByteBits = 48;
  static constexpr unsigned kThreadBits = 24;
  static constexpr uint32_t kThreadMask = (1u << kThreadBits) - 1;
  static constexpr uint64_t kAlive = uint64_t{1} << 63;
  static constexpr uint64_t kByLoader = uint64_t{1} << 62;

  uint64_t made = 0;
  uint64_t when = 0;

  bool known() const { return (made & kAlive) != 0; }
  bool by_loader() const { return (made & kByLoader) != 0; }
  uint64_t bytes() const { return made & ((uint64_t{1} << kByteBits) - 1); }
  unsigned scope() const { return made >> kByteBits & 31; }
  uint64_t operation() const { return when >> kThreadBits; }
  uint32_t thread() const { return when & kThreadMask; }
};
static_assert(sizeof(Birth) == 16);

class Shadow {
 public:
  // Whether memory was missing: blocks in chunks that were not there yet are unknown from then on.
  bool incomplete() const { return __atomic_load_n(&incomplete_, __ATOMIC_RELAXED); }

  // What is noted of the block, which is then forgotten.
  [[gnu::always_inline]] Birth take(const void* block) {
    Birth* const chunk = chunk_of(block);
    if (__builtin_expect(chunk == nullptr, 0)) return {};
    Birth& cell = cell_of(chunk, block);
    const Birth birth = cell;
    cell.made = 0;
    return birth;
  }

  // Notes the block, and returns what was noted at its address before: nothing, unless a block died
  // there without being taken. False where the block must stay unknown.
  [[gnu::always_inline]] bool put(const void* block, const Birth& birth, Birth& before) {
    Birth* chunk = chunk_of(block);
    if (__builtin_expect(chunk == nullptr, 0) && (chunk = add_chunk(block)) == nullptr)
      return false;
    Birth& cell = cell_of(chunk, block);
    before = cell;
    cell = birth;
    return true;
  }

 private:
  static constexpr unsigned kChunkBits = 22;
  static constexpr unsigned kCellBits = 3;
  static constexpr uint64_t kChunks = uint64_t{1} << (47 - kChunkBits);
  static constexpr uint64_t kCells = uint64_t{1} << (kChunkBits - kCellBits);

  static uint64_t index_of(const void* block) {
    return reinterpret_cast<uintptr_t>(block) >> kChunkBits;
  }
  Birth* chunk_of(const void* block) const {
    const uint64_t index = index_of(block);
    if (index >= __atomic_load_n(&chunks_, __ATOMIC_ACQUIRE)) return nullptr;
    return __atomic_load_n(&top_[index], __ATOMIC_ACQUIRE);
  }
  static Birth& cell_of(Birth* chunk, const void* block) {
    return chunk[(reinterpret_cast<uintptr_t>(block) >> kCellBits) & (kCells - 1)];
  }
  Birth** top();
  // Null on failure.
  Birth* add_chunk(const void* block);
  void give_up();

  uint64_t chunks_ = 0;  // kChunks, or 0 before there is a top table
  Birth** top_ = nullptr;
  bool incomplete_ = false;
};
[[gnu::visibility("hidden")]] extern Shadow shadow;

}  // namespace heapdyno::observer
