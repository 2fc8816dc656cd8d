// Pools of objects that are dear to make: buffers, strings, hash maps. take() returns a guard that
// dereferences to an empty object and gives it back when it is destroyed, cleared and with its
// growth capped.
//
// LocalPool (object_pool off) makes a local object each time. MutexFifoPool is one locked queue.
// ThreadLocalPool puts a short free list of each thread before a depot (depot.h); a thread that ends
// leaves its list to the others. The traits say how an object is made, cleared, capped and
// measured, and how many are kept (in queue or depot; each thread keeps up to kKeptByThread more).
// Thread contract: any thread may take; a guard belongs to one thread at a time and may be
// destroyed on any.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/mutex.h"
#include "engine/memory/depot.h"
#include "engine/memory/never_destroyed.h"
#include "engine/memory/thread_slot.h"
#include "engine/memory/thread_sum.h"

namespace engine {

// Strings that start with room for kInitial bytes; one with more than kLarge is cut down to kCutTo.
template <size_t kInitial, size_t kKeptObjects, size_t kLarge, size_t kCutTo>
struct StringTraits {
  using Object = std::string;
  static constexpr size_t kKept = kKeptObjects;

  static Object make_plain() { return Object(); }
  static Object make() {
    Object text;
    text.reserve(kInitial);
    return text;
  }
  // False where the object is not worth keeping: its memory was moved out.
  static bool recycle(Object& text) {
    if (text.capacity() < kInitial) return false;
    if (text.capacity() > kLarge) {
      Object smaller;  // swapped in: an assignment would keep the large memory
      smaller.reserve(kCutTo);
      text.swap(smaller);
    }
    text.clear();
    return true;
  }
  static void prepare(Object&) {}
  static size_t bytes(const Object& text) { return text.capacity() + 1; }
};

// Maps with a hash seed: a kept map that has another one is made anew.
template <typename M>
struct MapTraits {
  using Object = M;
  static constexpr size_t kKept = 25;
  static constexpr size_t kInitial = 32;
  static constexpr size_t kLarge = 1024;
  static constexpr size_t kCutTo = 256;

  static Object make_plain(uint64_t seed) { return Object(seed); }
  static Object make(uint64_t seed) {
    Object map(seed);
    map.reserve(kInitial);
    return map;
  }
  static bool recycle(Object& map) {
    if (map.capacity() < kInitial) return false;
    map.clear();
    if (map.capacity() > kLarge) map.shrink_to(kCutTo);
    return true;
  }
  static void prepare(Object& map, uint64_t seed) {
    if (map.seed() != M::seed_of(seed)) map = make(seed);
  }
  static size_t bytes(const Object& map) { return map.allocated_bytes(); }
};

// Owns an object and gives it back to Pool.
template <typename Pool>
class PoolGuard {
 public:
  using Object = typename Pool::Object;

  explicit PoolGuard(Object&& object) : object_(std::move(object)), held_(true) {}
  PoolGuard(PoolGuard&& other) noexcept
      : object_(std::move(other.object_)), held_(std::exchange(other.held_, false)) {}
  PoolGuard& operator=(PoolGuard&& other) noexcept {
    std::swap(object_, other.object_);
    std::swap(held_, other.held_);
    return *this;
  }
  ~PoolGuard() {
    if (held_) Pool::give_back(std::move(object_));
  }

  Object& operator*() { return object_; }
  const Object& operator*() const { return object_; }
  Object* operator->() { return &object_; }
  const Object* operator->() const { return &object_; }

 private:
  Object object_;
  bool held_;
};

template <typename Traits>
class LocalPool {
 public:
  using Object = typename Traits::Object;
  using Guard = PoolGuard<LocalPool>;

  template <typename... Args>
  static Guard take(const Args&... args) {
    return Guard(Traits::make_plain(args...));
  }
  static void give_back(Object&&) {}
  static uint64_t parked_bytes() { return 0; }
  static void drain() {}
};

template <typename Traits>
class MutexFifoPool {
 public:
  using Object = typename Traits::Object;
  using Guard = PoolGuard<MutexFifoPool>;

  template <typename... Args>
  static Guard take(const Args&... args) {
    std::optional<Object> object = queue().take();
    if (!object) return Guard(Traits::make(args...));
    parked_.subtract(Traits::bytes(*object));
    Traits::prepare(*object, args...);
    return Guard(std::move(*object));
  }

  static void give_back(Object&& object) {
    if (!Traits::recycle(object)) return;
    const size_t bytes = Traits::bytes(object);
    if (queue().put(object)) parked_.add(bytes);
  }

  static uint64_t parked_bytes() { return parked_.value(); }

  // Frees what is parked.
  static void drain() {
    while (std::optional<Object> object = queue().take()) parked_.subtract(Traits::bytes(*object));
  }

 private:
  // A queue, as the document has it, and no depot: the object that has waited longest comes first.
  class Queue {
   public:
    std::optional<Object> take() {
      MutexLock lock(mutex_);
      if (count_ == 0) return std::nullopt;
      const size_t oldest = first_;
      first_ = (first_ + 1) % Traits::kKept;
      --count_;
      return std::exchange(ring_[oldest], std::nullopt);
    }

    // False, and the object left alone, where there is no room.
    bool put(Object& object) {
      MutexLock lock(mutex_);
      if (count_ == Traits::kKept) return false;
      ring_[(first_ + count_) % Traits::kKept] = std::move(object);
      ++count_;
      return true;
    }

   private:
    Mutex mutex_;
    std::optional<Object> ring_[Traits::kKept] GUARDED_BY(mutex_);
    size_t first_ GUARDED_BY(mutex_) = 0;
    size_t count_ GUARDED_BY(mutex_) = 0;
  };

  // Never destroyed: a static guard may give back after main.
  static Queue& queue() {
    static NeverDestroyed<Queue> queue;
    return *queue;
  }

  static inline constinit ThreadSum parked_;
};

template <typename Traits, typename Depots>
class ThreadLocalPool {
 public:
  using Object = typename Traits::Object;
  using Guard = PoolGuard<ThreadLocalPool>;
  static constexpr size_t kKeptByThread = 8;

  template <typename... Args>
  static Guard take(const Args&... args) {
    std::optional<Object> object = take_parked();
    if (!object) return Guard(Traits::make(args...));
    parked_.subtract(Traits::bytes(*object));
    Traits::prepare(*object, args...);
    return Guard(std::move(*object));
  }

  static void give_back(Object&& object) {
    if (!Traits::recycle(object)) return;
    parked_.add(Traits::bytes(object));
    List* list = thread_slot<List>();
    if (list == nullptr || !list->push(object)) shelve(std::move(object));
  }

  static uint64_t parked_bytes() { return parked_.value(); }

  // Frees what is parked in the depot and with the calling thread.
  static void drain() {
    while (std::optional<Object> object = take_parked()) parked_.subtract(Traits::bytes(*object));
  }

 private:
  using Depot = typename Depots::template Depot<Object, Traits::kKept>;

  // A stack: the object given back last is the warmest.
  struct List {
    std::optional<Object> objects[kKeptByThread];
    size_t count = 0;

    ~List() {
      while (count != 0) shelve(std::move(*objects[--count]));
    }
    bool push(Object& object) {
      if (count == kKeptByThread) return false;
      objects[count++] = std::move(object);
      return true;
    }
  };

  static std::optional<Object> take_parked() {
    List* list = thread_slot<List>();
    if (list == nullptr || list->count == 0) return depot().take();
    return std::exchange(list->objects[--list->count], std::nullopt);
  }

  // Leaves a parked object to all threads, or frees it where the depot is full.
  static void shelve(Object&& object) {
    const size_t bytes = Traits::bytes(object);
    if (!depot().put(object)) parked_.subtract(bytes);
  }

  // Never destroyed: a static guard may give back after main.
  static Depot& depot() {
    static NeverDestroyed<Depot> depot;
    return *depot;
  }

  static inline constinit ThreadSum parked_;
};

template <typename P>
concept ObjectRecycler = std::movable<typename P::Guard> && requires(typename P::Guard& guard) {
  { *guard } -> std::same_as<typename P::Object&>;
  { guard.operator->() } -> std::same_as<typename P::Object*>;
  { P::parked_bytes() } -> std::same_as<uint64_t>;
  P::drain();
};

// The pools of the seed.
using ByteBufferTraits = StringTraits<1024, 100, 64 * 1024, 16 * 1024>;
using StringBufferTraits = StringTraits<256, 50, 16 * 1024, 4 * 1024>;
using SerializationTraits = StringTraits<4 * 1024, 200, 256 * 1024, 64 * 1024>;

// Compiled in pool.cc, once for all variants: each pool of the seed before either kind of depot.
#define SHARED_POOL(prefix, Traits, Depots)                         \
  prefix template class ThreadLocalPool<Traits, Depots>;            \
  prefix template class PoolGuard<ThreadLocalPool<Traits, Depots>>; \
  prefix template ThreadLocalPool<Traits, Depots>::Guard ThreadLocalPool<Traits, Depots>::take();
#define SHARED_POOLS(prefix)                              \
  SHARED_POOL(prefix, ByteBufferTraits, LockedDepots)     \
  SHARED_POOL(prefix, ByteBufferTraits, LockFreeDepots)   \
  SHARED_POOL(prefix, StringBufferTraits, LockedDepots)   \
  SHARED_POOL(prefix, StringBufferTraits, LockFreeDepots) \
  SHARED_POOL(prefix, SerializationTraits, LockedDepots)  \
  SHARED_POOL(prefix, SerializationTraits, LockFreeDepots)

SHARED_POOLS(extern)

}  // namespace engine
