// The sequence numbers that snapshots hold. A compaction drops a version of a key only when no
// snapshot can see it.
// Thread contract: any thread.
#pragma once

#include <algorithm>
#include <atomic>
#include <vector>

#include "engine/base/check.h"
#include "engine/base/mutex.h"
#include "engine/store/key.h"

namespace engine {

class Snapshots {
 public:
  // Takes a snapshot at what is visible now. Read under the lock: oldest() never passes by a
  // snapshot that is being taken.
  Sequence take(const std::atomic<Sequence>& visible) {
    MutexLock lock(mutex_);
    const Sequence sequence = visible.load(std::memory_order_acquire);
    held_.push_back(sequence);
    return sequence;
  }

  // One more at a number that is held.
  void take_again(Sequence sequence) {
    MutexLock lock(mutex_);
    held_.insert(std::upper_bound(held_.begin(), held_.end(), sequence), sequence);
  }

  void release(Sequence sequence) {
    MutexLock lock(mutex_);
    const auto found = std::lower_bound(held_.begin(), held_.end(), sequence);
    CHECK(found != held_.end() && *found == sequence);
    held_.erase(found);
  }

  size_t count() const {
    MutexLock lock(mutex_);
    return held_.size();
  }

  // What is visible at this sequence number or after must stay visible.
  Sequence oldest(const std::atomic<Sequence>& visible) const {
    MutexLock lock(mutex_);
    return held_.empty() ? visible.load(std::memory_order_acquire) : held_.front();
  }

 private:
  mutable Mutex mutex_;
  std::vector<Sequence> held_ GUARDED_BY(mutex_);  // ascending
};

}  // namespace engine
