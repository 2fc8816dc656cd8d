// arena: the temporaries of a batch: n entries of a key and a value in a vector, then reset. OFF
// frees each; fresh gives its blocks back, and the kernel's page faults with them where the
// allocator does; retained keeps them.
#include <string_view>

#include "engine/memory/benchmark/measure.h"
#include "engine/memory/scratch.h"

namespace engine {
namespace {

constexpr std::string_view kKey = "a key of 24 bytes length";
constexpr std::string_view kValue =
    "a value of one hundred bytes, which is what most scenarios of the project store for each of "
    "their keys";

template <typename S>
void batch(benchmark::State& state, size_t n) {
  S scratch;
  measure(state, n, [&scratch, n] {
    {
      auto keys = scratch.template make_vector<typename S::String>();
      auto values = scratch.template make_vector<typename S::String>();
      for (size_t i = 0; i < n; ++i) {
        keys.push_back(scratch.make_string(kKey));
        values.push_back(scratch.make_string(kValue));
      }
      benchmark::DoNotOptimize(keys.data());
      benchmark::DoNotOptimize(values.data());
    }
    scratch.reset();
  });
}

// A scratch of its own for each batch, as an operation has that keeps nothing.
template <typename S>
void one_use(benchmark::State& state) {
  measure(state, 1, [] {
    S scratch;
    auto text = scratch.make_string(kValue);
    benchmark::DoNotOptimize(text.data());
  });
}

using Retained = RetainedScratch<RegionStore<LockedDepots>>;

}  // namespace

void add_arena() {
  for (const size_t n : {10, 100, 10000}) {
    const std::string name = "batch of " + std::to_string(n);
    add("arena", name, "off", [n](auto& state) { batch<HeapScratch>(state, n); });
    add("arena", name, "fresh", [n](auto& state) { batch<FreshScratch>(state, n); });
    add("arena", name, "retained", [n](auto& state) { batch<Retained>(state, n); });
  }
  add("arena", "one string", "off", one_use<HeapScratch>);
  add("arena", "one string", "fresh", one_use<FreshScratch>);
  add("arena", "one string", "retained", one_use<Retained>);
}

}  // namespace engine
