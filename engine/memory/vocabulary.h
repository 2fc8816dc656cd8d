// The words that store/ and db/ are written in. Each is one of several real types that satisfy one
// concept (see the header of each); which one is read from kPolicy here, and the engine then reads
// as if there were one version. Code may use only what the concept promises: no pointer into a Map
// kept across an insert, no address of a Bytes' data kept across its move.
#pragma once

#include <cstddef>
#include <type_traits>

#include "engine/memory/batch_buffer.h"
#include "engine/memory/bytes.h"
#include "engine/memory/map.h"
#include "engine/memory/nodes.h"
#include "engine/memory/policy.h"
#include "engine/memory/pool.h"
#include "engine/memory/scratch.h"
#include "engine/memory/small_vec.h"

namespace engine {

using Bytes = std::conditional_t<kPolicy.zero_copy, SharedBytes, OwnedBytes>;
using BatchBuffer = std::conditional_t<kPolicy.zero_copy, SharedBuffer, OwnedBuffer>;

template <typename T, size_t N>
using SmallVec = std::conditional_t<kPolicy.small_vector, InlineVec<T, N>, HeapVec<T, N>>;

using Scratch = std::conditional_t<
    kPolicy.arena == Arena::kOff, HeapScratch,
    std::conditional_t<kPolicy.arena == Arena::kFresh, FreshScratch, RetainedScratch>>;

template <typename Traits>
using Pool = std::conditional_t<kPolicy.object_pool == ObjectPool::kOff, LocalPool<Traits>,
                                std::conditional_t<kPolicy.object_pool == ObjectPool::kMutexFifo,
                                                   MutexFifoPool<Traits>, ThreadLocalPool<Traits>>>;

template <typename K, typename V>
using Map = std::conditional_t<
    kPolicy.flat_hash == FlatHash::kOff, StandardMap<K, V>,
    std::conditional_t<kPolicy.flat_hash == FlatHash::kHashOnly, FastHashMap<K, V>, FlatMap<K, V>>>;

using ByteBuffers = Pool<ByteBufferTraits>;              // blocks and values on their way
using Strings = Pool<StringBufferTraits>;                // keys
using SerializationBuffers = Pool<SerializationTraits>;  // WAL records and tables
template <typename K, typename V>
using HashMaps = Pool<MapTraits<Map<K, V>>>;  // take(seed)

using Nodes = HeapNodes;

// `container` is about to hold n elements (bytes) in all.
template <typename Container>
void expect_size(Container& container, size_t n) {
  if constexpr (kPolicy.preallocate) container.reserve(n);
}

}  // namespace engine
