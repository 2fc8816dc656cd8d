// object_pool: a buffer is taken, filled and given back, by one thread and by two at once.
#include <string>

#include "engine/memory/benchmark/measure.h"
#include "engine/memory/map.h"
#include "engine/memory/pool.h"

namespace engine {
namespace {

template <typename P>
void fill(benchmark::State& state, size_t bytes) {
  const std::string piece(bytes / 4, 'x');
  measure(state, 1, [&piece] {
    auto buffer = P::take();
    for (int i = 0; i < 4; ++i) buffer->append(piece);
    benchmark::DoNotOptimize(buffer->data());
  });
}

template <typename P>
void map(benchmark::State& state) {
  measure(state, 1, [] {
    auto map = P::take(uint64_t{1});
    for (int i = 0; i < 16; ++i) (*map)[i] = i;
    benchmark::DoNotOptimize(map->find(7));
  });
}

template <template <typename> typename P>
void add_kind(const char* kind) {
  for (const size_t bytes : {200, 1000, 20000}) {
    add("object_pool", "buffer of " + std::to_string(bytes), kind,
        [bytes](auto& state) { fill<P<ByteBufferTraits>>(state, bytes); });
  }
  add("object_pool", "buffer of 1000, 2 threads", kind,
      [](auto& state) { fill<P<ByteBufferTraits>>(state, 1000); })
      ->Threads(2)
      ->UseRealTime();
  add("object_pool", "map of 16", kind, map<P<MapTraits<StandardMap<int, int>>>>);
}

template <typename Traits>
using OverLockedDepots = ThreadLocalPool<Traits, LockedDepots>;

}  // namespace

void add_object_pool() {
  add_kind<LocalPool>("off");
  add_kind<MutexFifoPool>("mutex_fifo");
  add_kind<OverLockedDepots>("thread_local");
}

}  // namespace engine
