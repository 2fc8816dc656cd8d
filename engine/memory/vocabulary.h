// The words that store/ and db/ are written in. Each is one of several real types that satisfy one
// concept (see the header of each); which one is read from kPolicy here, and the engine then reads
// as if there were one version. Code may use only what the concept promises: no pointer into a Map
// kept across an insert, no address of a Bytes' data kept across its move.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <tuple>

#include "engine/memory/batch_buffer.h"
#include "engine/memory/bytes.h"
#include "engine/memory/copies.h"
#include "engine/memory/depot.h"
#include "engine/memory/file_bytes.h"
#include "engine/memory/key_search.h"
#include "engine/memory/line_probes.h"
#include "engine/memory/map.h"
#include "engine/memory/name.h"
#include "engine/memory/nodes.h"
#include "engine/memory/objects.h"
#include "engine/memory/ordered_map.h"
#include "engine/memory/policy.h"
#include "engine/memory/pool.h"
#include "engine/memory/region.h"
#include "engine/memory/scratch.h"
#include "engine/memory/small_vec.h"
#include "engine/memory/staging_buffer.h"

namespace engine {

// The alternative that a toggle's value stands for: off first, then its kinds in the order of
// policy.h.
template <auto toggle, typename... Alternatives>
using Choose = std::tuple_element_t<static_cast<size_t>(toggle), std::tuple<Alternatives...>>;

using Bytes = Choose<kPolicy.zero_copy, OwnedBytes, SharedBytes>;
using Copies = Choose<kPolicy.zero_copy, SeparateCopies, ChunkedCopies>;

template <typename T, size_t N>
using SmallVec = Choose<kPolicy.small_vector, HeapVec<T, N>, InlineVec<T, N>>;

// Behind every list of a thread's own: Depots::Depot<T, N>.
using Depots = Choose<kPolicy.lock_free_pool, LockedDepots, LockFreeDepots>;

using Regions = RegionStore<Depots>;
using Scratch = Choose<kPolicy.arena, HeapScratch, FreshScratch, RetainedScratch<Regions>>;

template <typename Traits>
using Pool = Choose<kPolicy.object_pool, LocalPool<Traits>, MutexFifoPool<Traits>,
                    ThreadLocalPool<Traits, Depots>>;

template <typename K, typename V, template <typename> typename Allocator = std::allocator>
using Map = Choose<kPolicy.flat_hash, StandardMap<K, V, Allocator>, FastHashMap<K, V, Allocator>,
                   FlatMap<K, V, Allocator>>;

template <typename K, typename V>
using OrderedMap =
    Choose<kPolicy.flat_hash, StandardOrderedMap<K, V>, FastHashOrderedMap<K, V>, IndexedMap<K, V>>;

using NamePool =
    Choose<kPolicy.string_pool, OwnedNames,
           StringPool<Map<std::string_view, uint32_t, CountingAllocator>, SmallVec<uint32_t, 64>>>;
using Name = NamePool::Name;

using ByteBuffers = Pool<ByteBufferTraits>;              // blocks and values on their way
using Strings = Pool<StringBufferTraits>;                // keys
using SerializationBuffers = Pool<SerializationTraits>;  // WAL records and tables
template <typename K, typename V>
using OrderedMaps = Pool<MapTraits<OrderedMap<K, V>>>;  // of a transaction; take(seed)

using FileBytes = Choose<kPolicy.mmap, ReadFile, MappedFile>;

// What a write batch is staged in. Three toggles have a claim on it: sharing the buffer spares most.
using StagingBuffer = Choose<kPolicy.arena,
                             Choose<kPolicy.object_pool != ObjectPool::kOff, OwnedBuffer,
                                    PooledBuffer<SerializationBuffers>>,
                             RegionBuffer<NoRegions>, RegionBuffer<Regions>>;
using BatchBuffer = Choose<kPolicy.zero_copy, StagingBuffer, SharedBuffer>;

using Nodes = Choose<kPolicy.size_class, HeapNodes<Bytes>, SlabNodes<Bytes>>;
using Objects = Choose<kPolicy.size_class, HeapObjects, SlabObjects>;

// An object of Objects' that its holder owns alone.
template <typename T>
using Owned = std::unique_ptr<T, Objects::Deleter<T>>;

using KeySearch = Choose<kPolicy.simd, ScalarKeySearch, VectorKeySearch>;
using LineProbes = Choose<kPolicy.simd, ScalarProbes, VectorProbes>;

// `container` is about to hold n elements (bytes) in all.
template <typename Container>
void expect_size(Container& container, size_t n) {
  if constexpr (kPolicy.preallocate) container.reserve(n);
}

}  // namespace engine
