// string_pool: 1000 holders take names one after another, drawn by Zipf's law from few or many, or
// never the same name twice, where the pool must lose. Names are 8 to 64 bytes long.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"
#include "engine/memory/benchmark/measure.h"
#include "engine/memory/map.h"
#include "engine/memory/name.h"
#include "engine/memory/small_vec.h"

namespace engine {
namespace {

using Pool =
    StringPool<FlatMap<std::string_view, uint32_t, CountingAllocator>, InlineVec<uint32_t, 64>>;

constexpr size_t kHolders = 1000;
constexpr size_t kMaxUnused = 1000;
constexpr size_t kDraws = 20000;

std::string name_of(size_t number) {
  const size_t length = 8 + hash_integer(number, 0) % 57;
  std::string name = std::to_string(number) + "/";
  name.resize(std::max(length, name.size()), 'n');
  return name;
}

// Of `names` names, the nth is drawn 1/n as often as the first.
std::vector<std::string> zipf_names(size_t names) {
  std::vector<uint64_t> cumulative;
  uint64_t sum = 0;
  for (size_t i = 0; i < names; ++i) cumulative.push_back(sum += (uint64_t{1} << 32) / (i + 1));
  Random random(1);
  std::vector<std::string> result;
  for (size_t i = 0; i < kDraws; ++i) {
    const auto place = std::upper_bound(cumulative.begin(), cumulative.end(), random.below(sum));
    result.push_back(name_of(static_cast<size_t>(place - cumulative.begin())));
  }
  return result;
}

std::vector<std::string> unique_names() {
  std::vector<std::string> result;
  for (size_t i = 0; i < kDraws; ++i) result.push_back(name_of(i));
  return result;
}

// Over 0 names: each but once.
std::vector<std::string> drawn_names(size_t names) {
  return names == 0 ? unique_names() : zipf_names(names);
}

template <typename P>
void take(benchmark::State& state, size_t names) {
  const std::vector<std::string> drawn = drawn_names(names);
  P pool(kMaxUnused, 1);
  std::vector<typename P::Name> holders(kHolders);
  size_t next = 0;
  const auto take_next = [&] {
    holders[next % kHolders] = pool.intern(drawn[next % drawn.size()]);
    ++next;
  };
  for (size_t i = 0; i < 4 * kHolders; ++i) take_next();  // until names come and go
  measure(state, kHolders, [&take_next] {
    for (size_t i = 0; i < kHolders; ++i) take_next();
  });
}

}  // namespace

void add_string_pool() {
  for (const size_t names : {100, 1000, 100000, 0}) {
    const std::string name = names == 0 ? "unique" : "zipf over " + std::to_string(names);
    add("string_pool", name, "off", [names](auto& state) { take<OwnedNames>(state, names); });
    add("string_pool", name, "on", [names](auto& state) { take<Pool>(state, names); });
  }
}

}  // namespace engine
