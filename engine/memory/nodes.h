// Nodes: memory for the nodes of a linked structure, each of a size of its own (a skip-list node
// ends in its tower), and for the bytes that a node keeps.
//
// HeapNodes (size_class off) is operator new and delete: the structure's owner walks it and frees
// each node, which keeps its bytes as B, a ByteString (bytes.h). SlabNodes (on) cuts nodes from
// slabs of up to kLargestSlab and copies their bytes beside them, where a search finds both; all of it goes
// when the SlabNodes does (kBulkFree), and bytes that are given out pin whoever owns that. It is what
// LevelDB and RocksDB call a memtable's arena.
// Thread contract: one thread allocates and keeps at a time; share(), any number of threads.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <new>
#include <string_view>

#include "engine/memory/bytes.h"
#include "engine/memory/copied_bytes.h"
#include "engine/memory/region.h"

namespace engine {

template <typename B>
class HeapNodes {
 public:
  static constexpr bool kBulkFree = false;
  using Bytes = B;
  using Kept = B;

  // Aligned for a pointer.
  void* allocate(size_t bytes) { return ::operator new(bytes); }

  // REQUIRES: `bytes` is what was allocated.
  void free(void* node, size_t bytes) { ::operator delete(node, bytes); }

  // The bytes of `text`, which lies in the source, for as long as the node is there.
  template <typename Source>
  Kept keep(std::string_view text, Source& source) {
    return source.share(text);
  }

  // What a node keeps, as bytes that outlive it. The owner is that of the structure.
  template <typename Owner>
  static B share(const Kept& kept, const Owner&) {
    return kept;
  }
};

template <typename B>
class SlabNodes {
 public:
  static constexpr bool kBulkFree = true;
  // A memtable of 4 MiB takes 16.
  static constexpr size_t kLargestSlab = 512 * 1024;
  using Bytes = B;
  using Kept = std::string_view;

  void* allocate(size_t bytes) { return region_.allocate(bytes, alignof(void*)); }
  void free(void*, size_t) {}

  template <typename Source>
  Kept keep(std::string_view text, Source&) {
    count_copied_bytes(text.size());
    char* const copy = static_cast<char*>(region_.allocate(text.size(), 1));
    std::copy(text.begin(), text.end(), copy);
    return Kept(copy, text.size());
  }

  // REQUIRES: the owner is in a shared_ptr.
  template <typename Owner>
  static B share(const Kept& kept, const Owner& owner) {
    return B::pinned(kept, owner.shared_from_this());
  }

 private:
  Region region_{kLargestSlab};
};

template <typename N>
concept NodeMemory = std::default_initializable<N> && ByteString<typename N::Bytes> &&
    std::convertible_to<typename N::Kept, std::string_view> &&
    requires(N& nodes, void* node, size_t bytes) {
  { N::kBulkFree } -> std::convertible_to<bool>;
  { nodes.allocate(bytes) } -> std::same_as<void*>;
  nodes.free(node, bytes);
};

}  // namespace engine
