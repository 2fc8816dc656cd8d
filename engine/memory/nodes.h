// Nodes: memory for the nodes of a linked structure, each of a size of its own (a skip-list node
// ends in its tower), and for the key and the value that a node keeps.
//
// HeapNodes (size_class off) is operator new and delete: the structure's owner walks it and frees
// each node, which keeps its bytes as B, a ByteString (bytes.h). SlabNodes (on) cuts nodes from
// slabs of up to kLargestSlab and copies key and value behind each, where a search finds the key, and the node need
// know of them no more than their lengths; all of it goes
// when the SlabNodes does (kBulkFree), and bytes that are given out pin whoever owns that. It is what
// LevelDB and RocksDB call a memtable's arena.
//
// Kept is what lies in the node of its key and value; to read them it is told where the node ends, as made.
// Thread contract: one thread allocates and makes at a time; what is read, any number of threads.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>
#include <utility>

#include "engine/memory/bytes.h"
#include "engine/memory/copied_bytes.h"
#include "engine/memory/region.h"

namespace engine {

// A node that is about to be: its memory, and what is to lie in it of its key and value.
template <typename Kept>
struct MadeNode {
  void* room;
  Kept kept;
};

template <typename B>
class HeapNodes {
 public:
  static constexpr bool kBulkFree = false;
  using Bytes = B;

  class Kept {
   public:
    Kept() = default;
    Kept(B key, B value) : value_(std::move(value)), key_(std::move(key)) {}
    std::string_view key(const void*) const { return key_; }
    std::string_view value(const void*) const { return value_; }
    // The value as bytes that outlive the node. The owner is that of the structure.
    template <typename Owner>
    B share_value(const void*, const Owner&) const {
      return value_;
    }

   private:
    B value_;
    B key_;
  };
  using Made = MadeNode<Kept>;

  // Of a node that keeps nothing. Aligned for a pointer.
  void* allocate(size_t bytes) { return ::operator new(bytes); }

  // Key and value lie in the source, whose share() makes B of them.
  template <typename Source>
  Made make(size_t bytes, std::string_view key, std::string_view value, Source& source) {
    // In this order: a search that reads links reads keys, and no values.
    B kept_value = source.share(value);
    void* const room = allocate(bytes);
    return {room, Kept(source.share(key), std::move(kept_value))};
  }

  // REQUIRES: `bytes` is what was allocated or made.
  void free(void* node, size_t bytes) { ::operator delete(node, bytes); }
};

template <typename B>
class SlabNodes {
 public:
  static constexpr bool kBulkFree = true;
  // A memtable of 4 MiB takes 15.
  static constexpr size_t kLargestSlab = 512 * 1024;
  using Bytes = B;

  class Kept {
   public:
    Kept() = default;
    Kept(size_t key_bytes, size_t value_bytes)
        : key_bytes_(static_cast<uint32_t>(key_bytes)),
          value_bytes_(static_cast<uint32_t>(value_bytes)) {}
    std::string_view key(const void* end) const {
      return {static_cast<const char*>(end), key_bytes_};
    }
    std::string_view value(const void* end) const {
      return {static_cast<const char*>(end) + key_bytes_, value_bytes_};
    }
    // REQUIRES: the owner is in a shared_ptr.
    template <typename Owner>
    B share_value(const void* end, const Owner& owner) const {
      return B::pinned(value(end), owner.shared_from_this());
    }

   private:
    uint32_t key_bytes_ = 0;
    uint32_t value_bytes_ = 0;
  };
  using Made = MadeNode<Kept>;

  void* allocate(size_t bytes) { return region_.allocate(bytes, alignof(void*)); }
  void free(void*, size_t) {}

  // REQUIRES: key and value are shorter than 4 GiB.
  template <typename Source>
  Made make(size_t bytes, std::string_view key, std::string_view value, Source&) {
    count_copied_bytes(key.size() + value.size());
    char* const room = static_cast<char*>(allocate(bytes + key.size() + value.size()));
    char* const end = std::copy(key.begin(), key.end(), room + bytes);
    std::copy(value.begin(), value.end(), end);
    return {room, Kept(key.size(), value.size())};
  }

 private:
  Region region_{kLargestSlab};
};

template <typename N>
concept NodeMemory = std::default_initializable<N> && ByteString<typename N::Bytes> &&
    std::default_initializable<typename N::Kept> &&
    requires(N& nodes, void* node, size_t bytes, const typename N::Kept& kept) {
  { N::kBulkFree } -> std::convertible_to<bool>;
  { nodes.allocate(bytes) } -> std::same_as<void*>;
  nodes.free(node, bytes);
  { kept.key(node) } -> std::same_as<std::string_view>;
  { kept.value(node) } -> std::same_as<std::string_view>;
};

}  // namespace engine
