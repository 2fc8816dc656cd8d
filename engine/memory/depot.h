// Depots: bounded parking lots behind lists of each thread's own, where what one thread has too much of
// waits for whichever needs it next. Both are stacks, so that what was put last, the warmest, comes
// first; by one thread the two do the same.
//
// LockedDepot (lock_free_pool off) is a stack behind a mutex. LockFreeDepot is an array of slots and two
// stacks of their numbers: a number that was popped from one belongs to the thread that has it, with
// its slot, until it pushes it to the other. A bounded queue of tickets (D. Vyukov's, for example) needs
// one exchange where this needs two, but a thread that is interrupted between drawing its ticket and
// serving its slot holds up all that come to that slot; here it keeps one slot from the others.
// Beside a take a put may find no room, and beside a put a take nothing, for as long as the slot is with
// neither stack: who uses a depot can do without it.
// Thread contract: any thread. Nothing allocates.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <utility>

#include "engine/base/mutex.h"
#include "engine/memory/index_stack.h"

namespace engine {

template <typename T, size_t N>
class LockedDepot {
 public:
  using Object = T;

  std::optional<T> take() {
    MutexLock lock(mutex_);
    if (count_ == 0) return std::nullopt;
    return std::exchange(objects_[--count_], std::nullopt);
  }

  // False, and the object left alone, where there is no room.
  bool put(T& object) {
    MutexLock lock(mutex_);
    if (count_ == N) return false;
    objects_[count_++] = std::move(object);
    return true;
  }

 private:
  Mutex mutex_;
  std::optional<T> objects_[N] GUARDED_BY(mutex_);
  size_t count_ GUARDED_BY(mutex_) = 0;
};

template <typename T, size_t N>
class LockFreeDepot {
 public:
  using Object = T;

  std::optional<T> take() {
    const std::optional<size_t> slot = full_.pop();
    if (!slot) return std::nullopt;
    std::optional<T> object = std::exchange(slots_[*slot], std::nullopt);
    free_.push(*slot);
    return object;
  }

  // False, and the object left alone, where there is no room.
  bool put(T& object) {
    const std::optional<size_t> slot = free_.pop();
    if (!slot) return false;
    slots_[*slot] = std::move(object);
    full_.push(*slot);
    return true;
  }

 private:
  IndexStack<N> free_{N};
  IndexStack<N> full_{0};
  std::optional<T> slots_[N];
};

template <typename D>
concept ObjectDepot = requires(D& depot, typename D::Object& object) {
  { depot.take() } -> std::same_as<std::optional<typename D::Object>>;
  { depot.put(object) } -> std::same_as<bool>;
};

// What pools and stores take as a parameter: a kind of depot, of whatever they park.
struct LockedDepots {
  template <typename T, size_t N>
  using Depot = LockedDepot<T, N>;
};
struct LockFreeDepots {
  template <typename T, size_t N>
  using Depot = LockFreeDepot<T, N>;
};

}  // namespace engine
