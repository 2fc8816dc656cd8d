// preallocate: what is filled piece by piece, with its size asked for first or not.
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/coding.h"
#include "engine/memory/benchmark/measure.h"
#include "engine/memory/map.h"

namespace engine {
namespace {

// A WAL entry: kind, keyspace, key, value.
void encode(benchmark::State& state, size_t size, bool reserve) {
  const std::string key(16, 'k');
  const std::string value(size, 'v');
  measure(state, 1, [&] {
    std::string out;
    if (reserve)
      out.reserve(1 + 1 + varint_length(key.size()) + key.size() + varint_length(size) + size);
    out.push_back(1);
    put_length_prefixed(out, "");
    put_length_prefixed(out, key);
    put_length_prefixed(out, value);
    benchmark::DoNotOptimize(out.data());
  });
}

// The answer of a range read with a limit.
void collect(benchmark::State& state, size_t n, bool reserve) {
  measure(state, n, [n, reserve] {
    std::vector<std::string> results;
    if (reserve) results.reserve(n);
    for (size_t i = 0; i < n; ++i) results.emplace_back("value");
    benchmark::DoNotOptimize(results.data());
  });
}

void insert(benchmark::State& state, size_t n, bool reserve) {
  measure(state, n, [n, reserve] {
    StandardMap<uint64_t, uint64_t> map(1);
    if (reserve) map.reserve(n);
    for (size_t i = 0; i < n; ++i) map[i] = i;
    benchmark::DoNotOptimize(map.size());
  });
}

}  // namespace

void add_preallocate() {
  for (const bool reserve : {false, true}) {
    const char* kind = reserve ? "on" : "off";
    for (const size_t size : {16, 100, 1024}) {
      add("preallocate", "WAL entry, value of " + std::to_string(size), kind,
          [size, reserve](auto& state) { encode(state, size, reserve); });
    }
    for (const size_t n : {16, 1000}) {
      const std::string of = " of " + std::to_string(n);
      add("preallocate", "results" + of, kind,
          [n, reserve](auto& state) { collect(state, n, reserve); });
      add("preallocate", "map" + of, kind,
          [n, reserve](auto& state) { insert(state, n, reserve); });
    }
  }
}

}  // namespace engine
