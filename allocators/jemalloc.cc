// jemalloc, as Debian builds it: public names without a prefix. Its statistics are a snapshot that
// writing `epoch` takes, and count what lies in thread caches as allocated.

#include <jemalloc/jemalloc.h>

#include "allocators/adapter.h"

namespace heapdyno::allocator {
namespace {

template <typename T>
std::optional<T> read(const char* key) {
  T value = {};
  size_t size = sizeof(value);
  if (mallctl(key, &value, &size, nullptr, 0) != 0) return std::nullopt;
  return value;
}

std::optional<uint64_t> read_bytes(const char* key) {
  const std::optional<size_t> value = read<size_t>(key);
  return value ? std::optional<uint64_t>(*value) : std::nullopt;
}

void take_snapshot() {
  uint64_t epoch = 1;
  mallctl("epoch", nullptr, nullptr, &epoch, sizeof(epoch));
}

bool command(const char* key) { return mallctl(key, nullptr, nullptr, nullptr, 0) == 0; }

std::optional<uint64_t> difference(std::optional<uint64_t> a, std::optional<uint64_t> b) {
  return a && b && *a >= *b ? std::optional<uint64_t>(*a - *b) : std::nullopt;
}

}  // namespace

const char* name() { return "jemalloc"; }
std::string version() { return read<const char*>("version").value_or(""); }
const void* own_function() { return reinterpret_cast<const void*>(&mallctl); }

// 4096 stands for all arenas. What lies in thread caches counts as allocated there, and is a figure
// of its own.
Statistics statistics() {
  take_snapshot();
  Statistics result;
  result.cached = read_bytes("stats.arenas.4096.tcache_bytes");
  result.usable = difference(read_bytes("stats.allocated"), result.cached);
  result.active = read_bytes("stats.active");
  result.retained = read_bytes("stats.retained");
  result.mapped = read_bytes("stats.mapped");
  result.metadata = read_bytes("stats.metadata");
  return result;
}

bool purge() { return command("arena.4096.purge"); }

bool flush_thread_cache() { return command("thread.tcache.flush"); }

}  // namespace heapdyno::allocator
