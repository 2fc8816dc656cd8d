// lock_free_pool: buffers of 1 KiB by way of the depot behind the lists that threads have. off is the
// locked depot, on the lock-free one, malloc no pool at all.
#include <array>
#include <atomic>
#include <optional>
#include <string>

#include "engine/memory/benchmark/measure.h"
#include "engine/memory/pool.h"

namespace engine {
namespace {

// As byte buffers, with room in the depot for all that are on their way.
using Traits = StringTraits<1024, 1000, 64 * 1024, 16 * 1024>;

template <typename P>
typename P::Guard make_buffer() {
  auto buffer = P::take();
  buffer->reserve(1024);  // what those of a pool have
  buffer->push_back('x');
  return buffer;
}

// Each thread holds three times as many at once as its list keeps: two of three pass the depot, twice.
template <typename P>
void hold_many(benchmark::State& state) {
  std::array<std::optional<typename P::Guard>, 24> held;
  measure(state, held.size(), [&held] {
    for (auto& buffer : held) buffer.emplace(make_buffer<P>());
    for (auto& buffer : held) buffer.reset();
  });
}

// What a producer leaves to the consumer that it is paired with.
template <typename P>
struct Crate {
  std::array<std::optional<typename P::Guard>, 64> buffers;
  std::atomic<bool> is_full = false;

  void fill() {
    is_full.wait(true);
    for (auto& buffer : buffers) buffer.emplace(make_buffer<P>());
    is_full = true;
    is_full.notify_one();
  }
  void empty() {
    is_full.wait(false);
    for (auto& buffer : buffers) buffer.reset();
    is_full = false;
    is_full.notify_one();
  }
};

// Threads in pairs: one makes, the other frees, so every buffer passes the depot. Allocations
// the library counts in a run of the first thread alone, so under the observer makers free as well.
template <typename P>
void hand_over(benchmark::State& state) {
  static std::array<std::array<Crate<P>, 2>, 4> crates;
  const auto thread = static_cast<size_t>(state.thread_index());
  auto& own = crates[thread / 2];
  const bool makes = thread % 2 == 0;
  size_t turn = 0;
  measure(state, own[0].buffers.size(), [&] {
    Crate<P>& crate = own[turn++ % own.size()];
    if (makes) crate.fill();
    if (makes == observer.present()) crate.empty();
  });
}

template <typename P>
void add_kind(const char* kind) {
  const auto add_case = [kind](const std::string& what, int threads, auto run) {
    add("lock_free_pool", what + ", " + std::to_string(threads) + " threads", kind, run)
        ->Threads(threads)
        ->UseRealTime();
  };
  for (const int threads : {1, 2, 4, 8}) add_case("24 held", threads, hold_many<P>);
  for (const int threads : {2, 4, 8}) add_case("handed over", threads, hand_over<P>);
}

}  // namespace

void add_lock_free_pool() {
  add_kind<LocalPool<Traits>>("malloc");
  add_kind<ThreadLocalPool<Traits, LockedDepots>>("off");
  add_kind<ThreadLocalPool<Traits, LockFreeDepots>>("on");
}

}  // namespace engine
