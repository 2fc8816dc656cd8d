// simd: a place among sorted keys is searched, and a key is asked of a filter that is in the
// processor's cache. heads shows what it does that the heads of the keys lie side by side, on what the
// vector instructions add. Each search is for something else: else its branches would be learnt.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/memory/benchmark/measure.h"
#include "engine/memory/key_search.h"
#include "engine/memory/line_probes.h"
#include "engine/store/key.h"

namespace engine {
namespace {

constexpr size_t kDraws = 1000;

std::string key_of(uint64_t number) { return std::to_string(1000000000000000 + number); }

// What a node does with a search: comparisons of whole keys within the range that it gives.
template <typename Search>
size_t place_of(const Search& search, const std::vector<std::string>& keys,
                std::string_view target) {
  const SearchRange range = search.range(target, keys.size());
  const auto place = std::partition_point(
      keys.begin() + static_cast<ptrdiff_t>(range.low),
      keys.begin() + static_cast<ptrdiff_t>(range.high),
      [&](const std::string& key) { return compare_user_keys(key, target) < 0; });
  return static_cast<size_t>(place - keys.begin());
}

// The heads of keys of one length, halved without a branch down to the last, as vector_search.cc
// halves them down to a few vectors.
class ScalarHeads {
 public:
  template <typename KeyAt>
  void assign(size_t n, KeyAt key_at) {
    for (size_t i = 0; i < n; ++i) heads_.push_back(head_of(key_at(i)));
  }

  SearchRange range(std::string_view target, size_t) const {
    const uint64_t head = head_of(target);
    const uint64_t* first = heads_.data();
    for (size_t n = heads_.size(); n != 0;) {
      const size_t half = (n + 1) / 2;
      first += half & (size_t{0} - size_t{first[half - 1] < head});
      n -= half;
    }
    const auto low = static_cast<size_t>(first - heads_.data());
    return {low, low + (low != heads_.size() && *first == head)};
  }

 private:
  static uint64_t head_of(std::string_view key) {
    return __builtin_bswap64(decode_fixed64(key.data() + key.size() - sizeof(uint64_t)));
  }

  std::vector<uint64_t> heads_;
};

template <typename Search>
void find(benchmark::State& state, size_t n) {
  std::vector<std::string> keys, targets;
  for (size_t i = 0; i < n; ++i) keys.push_back(key_of(2 * i));
  for (size_t i = 0; i < 2 * n; ++i) targets.push_back(key_of(i));
  Search search;
  search.assign(n, [&](size_t i) { return std::string_view(keys[i]); });
  Random random(1);
  measure(state, kDraws, [&] {
    for (size_t i = 0; i < kDraws; ++i) {
      benchmark::DoNotOptimize(place_of(search, keys, targets[random.below(2 * n)]));
    }
  });
}

// Of lines that are half full, as those of a filter with 10 bits a key; all of them where the key is
// there.
template <typename Probes>
void ask(benchmark::State& state, bool is_there) {
  constexpr int kProbes = 6;
  constexpr size_t kLines = 64;
  Random random(1);
  std::string lines(kLines * kLineBytes, '\xff');
  for (char& byte : lines) byte = is_there ? byte : static_cast<char>(random.next());
  measure(state, kDraws, [&] {
    size_t found = 0;
    for (size_t i = 0; i < kDraws; ++i) {
      const uint64_t hash = random.next();
      const char* const line = lines.data() + (hash >> 32) % kLines * kLineBytes;
      found += Probes::all_set(line, static_cast<uint32_t>(hash), kProbes);
    }
    benchmark::DoNotOptimize(found);
  });
}

}  // namespace

void add_simd() {
  for (const size_t n : {8, 30, 100, 500, 5000}) {
    const std::string name = "place among " + std::to_string(n);
    add("simd", name, "off", [n](auto& state) { find<ScalarKeySearch>(state, n); });
    add("simd", name, "heads", [n](auto& state) { find<ScalarHeads>(state, n); });
    add("simd", name, "on", [n](auto& state) { find<VectorKeySearch>(state, n); });
  }
  for (const bool is_there : {true, false}) {
    const std::string name = is_there ? "filter with the key" : "filter without the key";
    add("simd", name, "off", [is_there](auto& state) { ask<ScalarProbes>(state, is_there); });
    add("simd", name, "on", [is_there](auto& state) { ask<VectorProbes>(state, is_there); });
  }
}

}  // namespace engine
