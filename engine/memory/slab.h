// Slabs: memory for objects of one size, made and freed one by one, as Bonwick's "The Slab Allocator"
// (USENIX 1994) has it. A slab is 64 KiB, aligned to its size, so that an object's address leads to the
// slab that it is of; the slab begins with its free list and its count of objects in use, the objects
// follow at the alignment that was asked for: pages lie on pages.
//
// A slab without an object in use is freed, but for one.
// Thread contract: any thread may allocate, and free what another one allocated.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>

#include "engine/base/mutex.h"
#include "engine/memory/never_destroyed.h"

namespace engine {

// Alignment is a power of two.
template <size_t kObjectBytes, size_t kAlignment>
class Slabs {
 public:
  static constexpr size_t kSlabBytes = 64 * 1024;

  // A static object may be freed after main.
  static Slabs& instance() {
    static NeverDestroyed<Slabs> slabs;
    return *slabs;
  }

  void* allocate() {
    MutexLock lock(mutex_);
    if (partial_ == nullptr) add_slab();
    Slab& slab = *partial_;
    void* const object = slab.take();
    if (slab.used == 1) --empty_;
    if (slab.used == kObjects) unlink(slab);
    return object;
  }

  // REQUIRES: allocated here.
  void free(void* object) {
    Slab& slab = slab_of(object);
    MutexLock lock(mutex_);
    if (slab.used == kObjects) link(slab);
    slab.give_back(object);
    if (slab.used != 0) return;
    if (++empty_ > kKeptEmpty) remove_slab(slab);
  }

  // Asked of the allocator; for tests.
  uint64_t held_bytes() {
    MutexLock lock(mutex_);
    return slabs_ * kSlabBytes;
  }

 private:
  static constexpr size_t kKeptEmpty = 1;

  struct FreeObject {
    FreeObject* next;
  };

  struct Slab {
    Slab* older = nullptr;  // of those with room
    Slab* newer = nullptr;
    FreeObject* freed = nullptr;
    uint32_t untouched = 0;  // objects that were taken at least once
    uint32_t used = 0;

    void* take() {
      ++used;
      if (freed == nullptr)
        return reinterpret_cast<char*>(this) + kFirst + kStride * size_t{untouched++};
      FreeObject* const object = freed;
      freed = object->next;
      return object;
    }
    void give_back(void* object) {
      --used;
      freed = new (object) FreeObject{freed};
    }
  };

  static constexpr size_t round_up(size_t n, size_t alignment) {
    return (n + alignment - 1) & ~(alignment - 1);
  }
  static constexpr size_t kAligned = std::max(kAlignment, alignof(FreeObject));
  static constexpr size_t kStride = round_up(std::max(kObjectBytes, sizeof(FreeObject)), kAligned);
  static constexpr size_t kFirst = round_up(sizeof(Slab), kAligned);
  static constexpr size_t kObjects = (kSlabBytes - kFirst) / kStride;
  static_assert(kObjects >= 8, "too large to be cut from slabs");

  static Slab& slab_of(void* object) {
    return *reinterpret_cast<Slab*>(reinterpret_cast<uintptr_t>(object) & ~(kSlabBytes - 1));
  }

  void add_slab() REQUIRES(mutex_) {
    link(*new (::operator new (kSlabBytes, std::align_val_t{kSlabBytes})) Slab);
    ++slabs_;
    ++empty_;
  }
  void remove_slab(Slab& slab) REQUIRES(mutex_) {
    unlink(slab);
    ::operator delete (&slab, kSlabBytes, std::align_val_t{kSlabBytes});
    --slabs_;
    --empty_;
  }

  void link(Slab& slab) REQUIRES(mutex_) {
    slab.older = partial_;
    slab.newer = nullptr;
    if (partial_ != nullptr) partial_->newer = &slab;
    partial_ = &slab;
  }
  void unlink(Slab& slab) REQUIRES(mutex_) {
    (slab.newer != nullptr ? slab.newer->older : partial_) = slab.older;
    if (slab.older != nullptr) slab.older->newer = slab.newer;
  }

  Mutex mutex_;
  Slab* partial_ GUARDED_BY(mutex_) = nullptr;  // those with room, the last one to get some first
  uint64_t slabs_ GUARDED_BY(mutex_) = 0;
  uint64_t empty_ GUARDED_BY(mutex_) = 0;
};

// A standard allocator of single objects, such as allocate_shared wants.
template <typename T>
class SlabAllocator {
 public:
  using value_type = T;

  SlabAllocator() = default;
  template <typename U>
  SlabAllocator(const SlabAllocator<U>&) {}

  // REQUIRES: n is 1.
  T* allocate(size_t) { return static_cast<T*>(slabs().allocate()); }
  void deallocate(T* object, size_t) { slabs().free(object); }

  friend bool operator==(const SlabAllocator&, const SlabAllocator&) { return true; }

 private:
  // Types of about the same size share their slabs.
  static constexpr size_t kClass = 64;
  static constexpr size_t kBytes = (sizeof(T) + kClass - 1) / kClass * kClass;
  static auto& slabs() { return Slabs<kBytes, alignof(T)>::instance(); }
};

}  // namespace engine
