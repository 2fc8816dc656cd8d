// Region: monotonic memory for temporaries. Memory is taken from the end of the current block and
// given back all at once.
//
// Blocks double from kFirstBlock to kLargestBlock, or to what its owner says; a larger request has a block of its own size.
// rewind() keeps the blocks for the next use, release() frees them. RegionStore keeps regions
// between uses: one with each thread, kMaxParked in a depot (depot.h), each trimmed to
// kMaxParkedBytes. NoRegions is the store that keeps none.
// Thread contract: a Region belongs to one thread at a time; the stores, any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "engine/memory/depot.h"
#include "engine/memory/never_destroyed.h"
#include "engine/memory/thread_slot.h"
#include "engine/memory/thread_sum.h"

namespace engine {

class Region {
 public:
  static constexpr size_t kFirstBlock = 4 * 1024;
  static constexpr size_t kLargestBlock = 64 * 1024;

  explicit Region(size_t largest_block = kLargestBlock) : largest_block_(largest_block) {}
  Region(Region&& other) noexcept : Region() { swap(other); }
  Region& operator=(Region&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Region() { release(); }

  // REQUIRES: alignment is a power of two and at most that of operator new.
  void* allocate(size_t bytes, size_t alignment) {
    const size_t padding = -reinterpret_cast<uintptr_t>(cursor_) & (alignment - 1);
    if (static_cast<size_t>(end_ - cursor_) < padding + bytes) return allocate_in_next_block(bytes);
    char* result = cursor_ + padding;
    cursor_ = result + bytes;
    return result;
  }

  // The next n bytes, whatever their division, come without a further allocation (but for padding).
  void reserve(size_t n) {
    if (static_cast<size_t>(end_ - cursor_) < n) enter_block_with(n);
  }

  void rewind() {
    current_ = nullptr;
    cursor_ = end_ = nullptr;
  }

  void release() { trim(0); }

  // Frees blocks from the end until at most `bytes` are held. Rewinds.
  void trim(size_t bytes) {
    rewind();
    Block** link = &first_;
    size_t kept = 0;
    while (*link != nullptr && kept + (*link)->bytes <= bytes) {
      kept += (*link)->bytes;
      link = &(*link)->next;
    }
    for (Block* block = std::exchange(*link, nullptr); block != nullptr;) {
      Block* next = block->next;
      ::operator delete(block, block->bytes);
      block = next;
    }
    held_bytes_ = kept;
  }

  // Of all blocks, used or not: what was asked of the allocator.
  size_t held_bytes() const { return held_bytes_; }

 private:
  struct alignas(std::max_align_t) Block {
    Block* next;
    size_t bytes;  // with this header
    char* begin() { return reinterpret_cast<char*>(this + 1); }
    char* end() { return reinterpret_cast<char*>(this) + bytes; }
  };

  void* allocate_in_next_block(size_t bytes) {
    enter_block_with(bytes);
    return std::exchange(cursor_, cursor_ + bytes);
  }

  // Goes on to the block after the current one; puts a new one between where that is missing or too
  // small.
  void enter_block_with(size_t room) {
    Block*& link = current_ != nullptr ? current_->next : first_;
    if (link == nullptr || static_cast<size_t>(link->end() - link->begin()) < room)
      link = new_block(room, link);
    current_ = link;
    cursor_ = current_->begin();
    end_ = current_->end();
  }

  Block* new_block(size_t room, Block* next) {
    const size_t doubled = current_ != nullptr ? 2 * current_->bytes : kFirstBlock;
    const size_t bytes = std::max(std::min(doubled, largest_block_), room + sizeof(Block));
    held_bytes_ += bytes;
    return new (::operator new(bytes)) Block{next, bytes};
  }

  void swap(Region& other) noexcept {
    std::swap(largest_block_, other.largest_block_);
    std::swap(first_, other.first_);
    std::swap(current_, other.current_);
    std::swap(cursor_, other.cursor_);
    std::swap(end_, other.end_);
    std::swap(held_bytes_, other.held_bytes_);
  }

  size_t largest_block_;
  Block* first_ = nullptr;
  Block* current_ = nullptr;  // null after rewind: the next request enters first_
  char* cursor_ = nullptr;
  char* end_ = nullptr;
  size_t held_bytes_ = 0;
};

class NoRegions {
 public:
  static Region take() { return Region(); }
  static void give_back(Region&&) {}
  static uint64_t parked_bytes() { return 0; }
};

template <typename Depots>
class RegionStore {
 public:
  static constexpr size_t kMaxParked = 8;
  static constexpr size_t kMaxParkedBytes = 1024 * 1024;

  // A region with the blocks of an earlier use, if one is parked: this thread's own first.
  static Region take() {
    Local* local = thread_slot<Local>();
    Region region = local != nullptr && local->region.held_bytes() != 0
                        ? std::move(local->region)
                        : depot().take().value_or(Region());
    parked_.subtract(region.held_bytes());
    return region;
  }

  static void give_back(Region&& region) {
    region.trim(kMaxParkedBytes);
    parked_.add(region.held_bytes());
    Local* local = thread_slot<Local>();
    if (local != nullptr && local->region.held_bytes() == 0) {
      local->region = std::move(region);
    } else {
      shelve(std::move(region));
    }
  }

  static uint64_t parked_bytes() { return parked_.value(); }

  // Frees what is parked in the depot and with the calling thread.
  static void drain() {
    while (true) {
      const Region region = take();
      if (region.held_bytes() == 0) return;
    }
  }

 private:
  using Depot = typename Depots::template Depot<Region, kMaxParked>;

  // A thread that ends leaves its region to the others.
  struct Local {
    Region region;
    ~Local() {
      if (region.held_bytes() != 0) shelve(std::move(region));
    }
  };

  // Never destroyed: a static object may give a region back after main.
  static Depot& depot() {
    static NeverDestroyed<Depot> depot;
    return *depot;
  }

  static void shelve(Region&& region) {
    if (!depot().put(region)) parked_.subtract(region.held_bytes());
  }

  static inline constinit ThreadSum parked_;
};

}  // namespace engine
