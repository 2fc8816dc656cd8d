// The words stand for what the policy says, whichever it is: built once for each of a few policies.
#include "engine/memory/vocabulary.h"

#include <cstdio>
#include <type_traits>

namespace engine {
namespace {

static_assert(std::is_same_v<Bytes, SharedBytes> == kPolicy.zero_copy);
static_assert(std::is_same_v<BatchBuffer, SharedBuffer> == kPolicy.zero_copy);
static_assert(std::is_same_v<BatchBuffer::Bytes, Bytes>);
static_assert(std::is_same_v<SmallVec<int, 3>, InlineVec<int, 3>> == kPolicy.small_vector);
static_assert(std::is_same_v<Scratch, HeapScratch> == (kPolicy.arena == Arena::kOff));
static_assert(std::is_same_v<Scratch, FreshScratch> == (kPolicy.arena == Arena::kFresh));
static_assert(std::is_same_v<Scratch, RetainedScratch<Regions>> ==
              (kPolicy.arena == Arena::kRetained));
static_assert(std::is_same_v<Depots, LockFreeDepots> == kPolicy.lock_free_pool);
static_assert(std::is_same_v<Regions, RegionStore<LockFreeDepots>> == kPolicy.lock_free_pool);
static_assert(std::is_same_v<ByteBuffers, LocalPool<ByteBufferTraits>> ==
              (kPolicy.object_pool == ObjectPool::kOff));
static_assert(std::is_same_v<ByteBuffers, MutexFifoPool<ByteBufferTraits>> ==
              (kPolicy.object_pool == ObjectPool::kMutexFifo));
static_assert(std::is_same_v<ByteBuffers, ThreadLocalPool<ByteBufferTraits, LockedDepots>> ==
              (kPolicy.object_pool == ObjectPool::kThreadLocal && !kPolicy.lock_free_pool));
static_assert(std::is_same_v<ByteBuffers, ThreadLocalPool<ByteBufferTraits, LockFreeDepots>> ==
              (kPolicy.object_pool == ObjectPool::kThreadLocal && kPolicy.lock_free_pool));
static_assert(std::is_same_v<Map<int, int>, StandardMap<int, int>> ==
              (kPolicy.flat_hash == FlatHash::kOff));
static_assert(std::is_same_v<Map<int, int>, FastHashMap<int, int>> ==
              (kPolicy.flat_hash == FlatHash::kHashOnly));
static_assert(std::is_same_v<Map<int, int>, FlatMap<int, int>> ==
              (kPolicy.flat_hash == FlatHash::kFlat));
static_assert(std::is_same_v<OrderedMap<int, int>, IndexedMap<int, int>> ==
              (kPolicy.flat_hash == FlatHash::kFlat));
static_assert(std::is_same_v<Nodes, SlabNodes<Bytes>> == kPolicy.size_class);
static_assert(std::is_same_v<Objects, SlabObjects> == kPolicy.size_class);
static_assert(std::is_same_v<FileBytes, MappedFile> == kPolicy.mmap);
static_assert(std::is_same_v<NamePool, OwnedNames> != kPolicy.string_pool);
static_assert(NameSource<NamePool>);
static_assert(std::is_same_v<KeySearch, VectorKeySearch> == kPolicy.simd);
static_assert(std::is_same_v<LineProbes, VectorProbes> == kPolicy.simd);

// The pooled words work together: a map from the pool, and a name that it holds.
bool words_work_together() {
  NamePool names(16, 1);
  auto map = OrderedMaps<std::string, Name>::take(uint64_t{1});
  map->insert_or_assign("key", names.intern("users"));
  const bool right = map->find("key")->view() == "users";
  map->clear();
  return right;
}

bool expect_size_reserves_only_when_told() {
  SmallVec<int, 2> vec;
  expect_size(vec, 100);
  return (vec.capacity() >= 100) == kPolicy.preallocate;
}

}  // namespace
}  // namespace engine

int main() {
  if (engine::words_work_together() && engine::expect_size_reserves_only_when_told()) return 0;
  std::fputs("a word of the vocabulary does not do what the policy says\n", stderr);
  return 1;
}
