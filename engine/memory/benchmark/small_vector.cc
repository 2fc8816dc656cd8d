// small_vector: a short sequence is filled and dropped, or moved. Where it fits, ON saves the
// allocation; where it spills, ON pays for the inline room and the allocation; a move of the inline
// elements costs where OFF swaps three pointers.
#include <cstdint>
#include <utility>

#include "engine/memory/benchmark/measure.h"
#include "engine/memory/small_vec.h"

namespace engine {
namespace {

constexpr size_t kInline = 8;

struct Entry {  // of a tree node: two strings that lie inside themselves
  std::string key = "key";
  std::string value = "value";
};

template <typename Vec, typename T>
void fill(benchmark::State& state, size_t n) {
  measure(state, n, [n] {
    Vec vec;
    for (size_t i = 0; i < n; ++i) vec.emplace_back(T());
    benchmark::DoNotOptimize(vec.data());
  });
}

template <typename Vec>
void move(benchmark::State& state) {
  Vec a(kInline);
  Vec b;
  measure(state, 1, [&a, &b] {
    b = std::move(a);
    benchmark::DoNotOptimize(b.data());
    std::swap(a, b);
  });
}

template <typename T>
void add_fill(const std::string& type, size_t n) {
  const std::string name = "fill " + std::to_string(n) + " " + type;
  add("small_vector", name, "off", [n](auto& state) { fill<HeapVec<T, kInline>, T>(state, n); });
  add("small_vector", name, "on", [n](auto& state) { fill<InlineVec<T, kInline>, T>(state, n); });
}

}  // namespace

void add_small_vector() {
  for (const size_t n : {1, 4, 8, 9, 32}) add_fill<uint64_t>("integers", n);
  for (const size_t n : {4, 8, 9}) add_fill<Entry>("entries", n);
  add("small_vector", "move 8 entries", "off", move<HeapVec<Entry, kInline>>);
  add("small_vector", "move 8 entries", "on", move<InlineVec<Entry, kInline>>);
}

}  // namespace engine
