// The way of prepared batches from the threads that make them to the one that writes them: a ring of
// the store's slots. A maker that finds no free slot waits for the writer, the writer for a batch.
//
// Thread contract: any thread. Nothing here allocates.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "engine/base/mutex.h"
#include "scenarios/stores/store.h"

namespace heapdyno {

class HandOver {
 public:
  explicit HandOver(size_t makers) : makers_(makers) {
    for (size_t slot = 0; slot < Store::kSlots; ++slot) free_.put(slot);
  }

  // A slot to make a batch in. Nothing: the writer has given up.
  std::optional<size_t> free_slot() EXCLUDES(mutex_);
  void hand_over(size_t slot) EXCLUDES(mutex_);
  void maker_is_done() EXCLUDES(mutex_);

  // The next batch to write. Nothing: all makers are done and all is written.
  std::optional<size_t> next() EXCLUDES(mutex_);
  void is_written(size_t slot) EXCLUDES(mutex_);
  void give_up() EXCLUDES(mutex_);

 private:
  // Of slots, first in, first out.
  class Ring {
   public:
    bool empty() const { return size_ == 0; }
    void put(size_t slot) { slots_[(first_ + size_++) % slots_.size()] = slot; }
    size_t take() {
      --size_;
      return slots_[first_++ % slots_.size()];
    }

   private:
    std::array<size_t, Store::kSlots> slots_ = {};
    size_t first_ = 0;
    size_t size_ = 0;
  };

  engine::Mutex mutex_;
  engine::CondVar changed_;
  Ring free_ GUARDED_BY(mutex_);
  Ring ready_ GUARDED_BY(mutex_);
  size_t makers_ GUARDED_BY(mutex_);
  bool given_up_ GUARDED_BY(mutex_) = false;
};

}  // namespace heapdyno
