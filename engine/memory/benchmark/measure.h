// What the micro-benchmarks of engine/memory have in common.
//
// A benchmark is named IDEA/CASE/KIND, where KIND is off or a kind of the toggle; the table puts
// the kinds of one case side by side and divides by the items that one iteration makes. Each runs
// twice, in two processes: plain for the time, and under the observer, which counts into the scope
// that measure() opens and nothing else.
#pragma once

#include <benchmark/benchmark.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "allocators/observer_client.h"

namespace engine {

inline constexpr unsigned kCountedScope = HEAPDYNO_SCOPE_BACKGROUND + 1;

// Absent in a timed process. Set by main before any benchmark runs.
inline heapdyno::Observer observer;

// Of the latest run, in all threads: what the observer's bytes are divided by.
inline std::atomic<uint64_t> measured_iterations = 0;

// Runs body once to warm up (a pool's first object, an arena's first block), then as often as the
// library asks.
template <typename Body>
void measure(benchmark::State& state, size_t items, Body body) {
  body();
  {
    const heapdyno::ObserverScope scope(observer, kCountedScope);
    for (auto _ : state) body();
  }
  measured_iterations += static_cast<uint64_t>(state.iterations());
  state.counters["items"] =
      benchmark::Counter(static_cast<double>(items), benchmark::Counter::kAvgThreads);
}

template <typename Run>
benchmark::internal::Benchmark* add(const std::string& idea, const std::string& name,
                                    const char* kind, Run run) {
  return benchmark::RegisterBenchmark((idea + "/" + name + "/" + kind).c_str(), run);
}

// One for each idea.
void add_small_vector();
void add_arena();
void add_object_pool();
void add_zero_copy();
void add_flat_hash();
void add_string_pool();
void add_preallocate();
void add_lock_free_pool();
void add_simd();

}  // namespace engine
