// ReadState: all that a reader looks at, as it is at one moment: the memtables and the version; or a
// B+tree, which changes under the reader's eyes and keeps apart what is newer.
// Readers pin it with one counted reference; writers and background work never change one, they
// publish another.
// Thread contract: a ReadState is constant; Published is for any number of threads.
#pragma once

#include <memory>
#include <utility>

#include "engine/base/mutex.h"
#include "engine/db/version.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/btree.h"
#include "engine/store/memtable.h"

namespace engine {

// Full memtables that wait for their flush. One is being written while the next fills up.
inline constexpr size_t kInlineImmutables = 4;

struct ReadState {
  std::shared_ptr<const Memtable> active;
  SmallVec<std::shared_ptr<const Memtable>, kInlineImmutables> immutables;  // oldest first
  std::shared_ptr<const Version> version;
  Sequence flushed = 0;                // no entry of the version is newer
  std::shared_ptr<const BTree> btree;  // instead of all these, if not null
};

// The lock is held for as long as it takes to copy or swap a pointer.
template <typename T>
class Published {
 public:
  std::shared_ptr<const T> get() const {
    MutexLock lock(mutex_);
    return value_;
  }
  // The old value ends outside the lock: its end may take long.
  void set(std::shared_ptr<const T> value) {
    MutexLock lock(mutex_);
    value_.swap(value);
  }

 private:
  mutable SpinLock mutex_;
  std::shared_ptr<const T> value_ GUARDED_BY(mutex_);
};

}  // namespace engine
