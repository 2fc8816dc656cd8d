// Memory for the few small objects that the driver puts between a peer and the system: a fixed
// number of slots outside every allocator, because these objects must not count as the peer's
// allocations. A class derives from Slotted<itself, n>, and its `new` and `delete`, the peer's
// deletes included, take and give slots.
//
// Thread contract: any thread.
#pragma once

#include <cstddef>
#include <memory>

#include "engine/base/check.h"
#include "engine/base/mutex.h"

namespace heapdyno {

template <typename T, size_t kSlots, size_t kBytes = 64>
class Slotted {
 public:
  static void* operator new(size_t size) {
    static_assert(sizeof(T) <= sizeof(Slot));
    CHECK(size == sizeof(T));
    engine::MutexLock lock(mutex_);
    if (free_ == nullptr) {
      CHECK(used_ < kSlots);
      return &slots_[used_++];
    }
    Slot* const slot = free_;
    free_ = slot->next;
    return slot;
  }

  static void operator delete(void* memory) {
    engine::MutexLock lock(mutex_);
    Slot* const slot = static_cast<Slot*>(memory);
    slot->next = free_;
    free_ = slot;
  }

 private:
  union Slot {
    Slot* next;
    alignas(std::max_align_t) char bytes[kBytes];
  };

  static inline engine::Mutex mutex_;
  static inline Slot slots_[kSlots];
  static inline size_t used_ = 0;
  static inline Slot* free_ = nullptr;
};

}  // namespace heapdyno
