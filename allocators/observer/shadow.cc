#include "allocators/observer/shadow.h"

#include "allocators/observer/process.h"
#include "allocators/observer/system.h"

namespace heapdyno::observer {

Shadow shadow;

namespace {

// The pointer at `place`, which is made to lead to new memory of zeros if it was null; of two
// threads that do so at once one wins. Null on failure.
template <typename T>
T* map_once(T*& place, size_t bytes) {
  T* found = __atomic_load_n(&place, __ATOMIC_ACQUIRE);
  if (found != nullptr) return found;
  char* const memory = map_memory(nullptr, bytes, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);
  if (memory == nullptr) return nullptr;
  T* const mapped = reinterpret_cast<T*>(memory);
  if (__atomic_compare_exchange_n(&place, &found, mapped, false, __ATOMIC_ACQ_REL,
                                  __ATOMIC_ACQUIRE)) {
    return mapped;
  }
  system_call(SYS_munmap, memory, bytes);
  return found;
}

}  // namespace

Birth** Shadow::top() {
  Birth** const top = map_once(top_, kChunks * sizeof(Birth*));
  if (top != nullptr) __atomic_store_n(&chunks_, kChunks, __ATOMIC_RELEASE);
  return top;
}

Birth* Shadow::add_chunk(const void* block) {
  if (incomplete()) return nullptr;
  Birth** const chunks = top();
  Birth* const chunk = chunks != nullptr && index_of(block) < kChunks
                           ? map_once(chunks[index_of(block)], kCells * sizeof(Birth))
                           : nullptr;
  if (chunk == nullptr) give_up();
  return chunk;
}

void Shadow::give_up() {
  __atomic_store_n(&incomplete_, true, __ATOMIC_RELAXED);
  set_flag(kIncomplete);
}

}  // namespace heapdyno::observer
