// zero_copy: what a read hands out, what a holder passes on, and what a batch gives to the
// memtable, by size.
#include <memory>
#include <string>
#include <vector>

#include "engine/memory/batch_buffer.h"
#include "engine/memory/benchmark/measure.h"
#include "engine/memory/bytes.h"

namespace engine {
namespace {

constexpr size_t kEntries = 16;

// A value out of a block that is in the cache.
template <typename B>
void answer(benchmark::State& state, size_t size) {
  const auto block = std::make_shared<const std::string>(size + 100, 'x');
  measure(state, 1, [&block, size] {
    const B value = B::pinned(std::string_view(*block).substr(50, size), block);
    benchmark::DoNotOptimize(value.data());
  });
}

template <typename B>
void pass_on(benchmark::State& state, size_t size) {
  const B value = B::copy_of(std::string(size, 'x'));
  measure(state, 1, [&value] {
    const B copy = value;
    benchmark::DoNotOptimize(copy.data());
  });
}

// A batch of 16 puts: encoded, then each key and value held by an entry.
template <typename Buffer>
void batch(benchmark::State& state, size_t size) {
  const std::string key(16, 'k');
  const std::string value(size, 'v');
  std::vector<typename Buffer::Bytes> entries;
  entries.reserve(2 * kEntries);
  measure(state, kEntries, [&] {
    Buffer buffer;
    for (size_t i = 0; i < kEntries; ++i) {
      buffer.append(key);
      buffer.append(value);
    }
    entries.clear();
    for (size_t i = 0; i < kEntries; ++i) {
      const std::string_view entry = buffer.view().substr(i * (16 + size), 16 + size);
      entries.push_back(buffer.share(entry.substr(0, 16)));
      entries.push_back(buffer.share(entry.substr(16)));
    }
    benchmark::DoNotOptimize(entries.data());
  });
}

}  // namespace

void add_zero_copy() {
  for (const size_t size : {16, 100, 1024, 4096}) {
    const std::string bytes = " of " + std::to_string(size);
    add("zero_copy", "answer" + bytes, "off",
        [size](auto& state) { answer<OwnedBytes>(state, size); });
    add("zero_copy", "answer" + bytes, "on",
        [size](auto& state) { answer<SharedBytes>(state, size); });
    add("zero_copy", "pass on" + bytes, "off",
        [size](auto& state) { pass_on<OwnedBytes>(state, size); });
    add("zero_copy", "pass on" + bytes, "on",
        [size](auto& state) { pass_on<SharedBytes>(state, size); });
    add("zero_copy", "put" + bytes, "off",
        [size](auto& state) { batch<OwnedBuffer>(state, size); });
    add("zero_copy", "put" + bytes, "on",
        [size](auto& state) { batch<SharedBuffer>(state, size); });
  }
}

}  // namespace engine
