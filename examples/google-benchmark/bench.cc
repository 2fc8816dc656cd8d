// Benchmarks of two maps for Google Benchmark, whose allocations are gated by
// `heapdyno check -- ./bench`. Iterations are fixed, so that counts are the same in every run; times
// are Google Benchmark's own.
#include <benchmark/benchmark.h>
#include <heapdyno/scope.h>

#include <map>
#include <string>
#include <unordered_map>

#include "observer_memory.h"

namespace {

constexpr int kIterations = 1000;
constexpr int kKeys = 100;

const heapdyno::Scope kInsert("insert");
const heapdyno::Scope kFind("find");

std::string key_of(int number) { return "a key of some length, number " + std::to_string(number); }

template <typename Map>
Map filled() {
  Map map;
  for (int i = 0; i < kKeys; ++i) map.emplace(key_of(i), i);
  return map;
}

// One iteration is one operation.
template <typename Map>
void insert(benchmark::State& state, const char* name) {
  const std::string key = key_of(kKeys);
  Map map = filled<Map>();
  heapdyno_phase(name);
  for (auto _ : state) {
    const heapdyno::Operation operation(kInsert);
    map.emplace(key, 0);
    map.erase(key);
  }
  heapdyno_phase(nullptr);
}

template <typename Map>
void find(benchmark::State& state, const char* name) {
  const Map map = filled<Map>();
  const std::string key = key_of(kKeys / 2);
  heapdyno_phase(name);
  for (auto _ : state) {
    const heapdyno::Operation operation(kFind);
    benchmark::DoNotOptimize(map.find(key));
  }
  heapdyno_phase(nullptr);
}

using Ordered = std::map<std::string, int>;
using Hashed = std::unordered_map<std::string, int>;

using Body = void (*)(benchmark::State& state, const char* name);

// A benchmark and the phase of its name.
void add(const char* name, Body body) {
  benchmark::RegisterBenchmark(name, body, name)->Iterations(kIterations);
}

}  // namespace

int main(int count, char** arguments) {
  benchmark::Initialize(&count, arguments);
  if (benchmark::ReportUnrecognizedArguments(count, arguments)) return 1;
  add("insert ordered", insert<Ordered>);
  add("insert hashed", insert<Hashed>);
  add("find ordered", find<Ordered>);
  add("find hashed", find<Hashed>);
  ObserverMemory memory;
  if (memory.is_present()) benchmark::RegisterMemoryManager(&memory);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::RegisterMemoryManager(nullptr);
  benchmark::Shutdown();
}
