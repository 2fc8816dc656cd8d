// flat_hash: a table is built, and looked up in. hash_only shows what the faster hash does, flat
// what the layout adds.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/memory/benchmark/measure.h"
#include "engine/memory/map.h"
#include "engine/memory/ordered_map.h"

namespace engine {
namespace {

template <typename K>
std::vector<K> keys(size_t n) {
  Random random(1);
  std::vector<K> result;
  for (size_t i = 0; i < n; ++i) {
    if constexpr (std::is_same_v<K, std::string>) {
      result.push_back("user" + std::to_string(1000000000000 + random.below(1000000000000)));
    } else {
      result.push_back(random.next());
    }
  }
  return result;
}

template <typename M>
void build(benchmark::State& state, size_t n) {
  const auto all = keys<typename M::Key>(n);
  measure(state, n, [&all] {
    M map(1);
    for (const auto& key : all) map.insert_or_assign(key, 1);
    benchmark::DoNotOptimize(map.size());
  });
}

template <typename M>
void find(benchmark::State& state, size_t n) {
  const auto all = keys<typename M::Key>(n);
  M map(1);
  for (const auto& key : all) map[key] = 1;
  measure(state, n, [&all, &map] {
    for (const auto& key : all) benchmark::DoNotOptimize(map.find(key));
  });
}

template <typename M>
void replay(benchmark::State& state, size_t n) {
  const auto all = keys<std::string>(n);
  measure(state, n, [&all] {
    M map(1);
    for (const auto& key : all) map.insert_or_assign(key, 1);
    uint64_t sum = 0;
    map.for_each([&sum](const std::string&, uint64_t value) { sum += value; });
    benchmark::DoNotOptimize(sum);
  });
}

template <template <typename, typename> typename M, template <typename, typename> typename Ordered>
void add_kind(const char* kind) {
  for (const size_t n : {16, 1000, 100000}) {
    const std::string of = " of " + std::to_string(n);
    add("flat_hash", "build" + of + " strings", kind,
        [n](auto& state) { build<M<std::string, uint64_t>>(state, n); });
    add("flat_hash", "find" + of + " strings", kind,
        [n](auto& state) { find<M<std::string, uint64_t>>(state, n); });
    add("flat_hash", "build" + of + " integers", kind,
        [n](auto& state) { build<M<uint64_t, uint64_t>>(state, n); });
    add("flat_hash", "find" + of + " integers", kind,
        [n](auto& state) { find<M<uint64_t, uint64_t>>(state, n); });
  }
  add("flat_hash", "write set of 100, in order", kind,
      [](auto& state) { replay<Ordered<std::string, uint64_t>>(state, 100); });
}

template <typename K, typename V>
using Standard = StandardMap<K, V>;
template <typename K, typename V>
using FastHashed = FastHashMap<K, V>;
template <typename K, typename V>
using Flat = FlatMap<K, V>;

}  // namespace

void add_flat_hash() {
  add_kind<Standard, StandardOrderedMap>("off");
  add_kind<FastHashed, FastHashOrderedMap>("hash_only");
  add_kind<Flat, IndexedMap>("flat");
}

}  // namespace engine
