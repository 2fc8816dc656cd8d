// KnownBlocks: the data blocks of one table that were read and found good, and as the index says, and need not be
// again.
//
// CachedBlocks (mmap off) are those that the database's block cache has. MappedBlocks (on) all are where the file
// is mapped: of each it is known whether it was found good since the table was opened. No lock, no list to keep and no
// copy; which pages stay in memory is the system's to say, and the block cache is not used. Costs a bit for each byte
// of the table's index.
// Thread contract: any number of threads, once open() was called.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "engine/base/atomic_bits.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/block.h"
#include "engine/store/block_cache.h"
#include "engine/store/index_value.h"

namespace engine {

struct BlockPlace {
  IndexValue value;
  uint32_t index_offset = 0;         // of the entry that names the block in the table's index
  std::optional<SearchStart> start;  // of the search that the block is wanted for
};

class CachedBlocks {
 public:
  // The cache (null: none) must outlive this; the number is the table's in it.
  CachedBlocks(BlockCache* cache, uint64_t table) : cache_(cache), table_(table) {}

  void open(size_t) {}
  // Null if it is not known.
  Block find(const FileBytes&, const BlockPlace& place) const {
    if (cache_ == nullptr) return Block();
    Block block = cache_->find({table_, place.index_offset});
    block.prefetch(place.start);
    return block;
  }
  void add(const BlockPlace& place, const Block& block) const {
    if (cache_ != nullptr) cache_->insert({table_, place.index_offset}, block);
  }
  size_t memory_bytes() const { return 0; }

 private:
  BlockCache* cache_;
  uint64_t table_;
};

class MappedBlocks {
 public:
  MappedBlocks(BlockCache*, uint64_t) {}

  // The size of the index.
  void open(size_t index_bytes) { good_ = AtomicBits(index_bytes); }
  // The index is mapped, too: where the file was cut short, what it says may have become zeros, and whoever reads
  // asks whether that is so (FileBytes::is_damaged).
  Block find(const FileBytes& file, const BlockPlace& place) const {
    if (!good_.test(place.index_offset)) return Block();
    const auto& [handle, restarts, starts] = place.value;
    Result<FileSlice> bytes = file.slice(handle.offset, handle.size);
    if (!bytes.is_ok() || bytes->view.size() != handle.size) return Block();
    return Block::make(*std::move(bytes), restarts);
  }
  void add(const BlockPlace& place, const Block&) const { good_.set(place.index_offset); }
  size_t memory_bytes() const { return good_.bytes(); }

 private:
  mutable AtomicBits good_;
};

template <typename B>
concept BlocksOfTable = requires(B& blocks, const B& open, const FileBytes& file,
                                 const BlockPlace& place, const Block& block) {
  B(static_cast<BlockCache*>(nullptr), uint64_t{1});
  blocks.open(size_t{1});
  { open.find(file, place) } -> std::same_as<Block>;
  open.add(place, block);
  { open.memory_bytes() } -> std::same_as<size_t>;
};
static_assert(BlocksOfTable<CachedBlocks> && BlocksOfTable<MappedBlocks>);

using KnownBlocks = std::conditional_t<FileBytes::kMapped, MappedBlocks, CachedBlocks>;

}  // namespace engine
