// gperftools' tcmalloc, the minimal library without profilers.

#include <gperftools/malloc_extension_c.h>
#include <gperftools/tcmalloc.h>

#include "allocators/adapter.h"

namespace heapdyno::allocator {
namespace {

std::optional<uint64_t> read(const char* property) {
  size_t value = 0;
  if (MallocExtension_GetNumericProperty(property, &value) == 0) return std::nullopt;
  return value;
}

std::optional<uint64_t> difference(std::optional<uint64_t> a, std::optional<uint64_t> b) {
  return a && b && *a >= *b ? std::optional<uint64_t>(*a - *b) : std::nullopt;
}

}  // namespace

const char* name() { return "tcmalloc"; }

std::string version() {
  int major = 0, minor = 0;
  const char* patch = "";
  tc_version(&major, &minor, &patch);
  return std::to_string(major) + "." + std::to_string(minor) + patch;
}

const void* own_function() { return reinterpret_cast<const void*>(&tc_version); }

// Its metadata lie outside the heap that it counts, without a figure.
Statistics statistics() {
  Statistics result;
  result.usable = read("generic.current_allocated_bytes");
  result.retained = read("tcmalloc.pageheap_unmapped_bytes");
  result.mapped = difference(read("generic.heap_size"), result.retained);
  result.active = difference(result.mapped, read("tcmalloc.pageheap_free_bytes"));
  result.cached = difference(result.active, result.usable);  // threads', transfer and central lists
  return result;
}

bool purge() {
  MallocExtension_ReleaseFreeMemory();
  return true;
}

bool flush_thread_cache() {
  MallocExtension_MarkThreadIdle();
  return true;
}

}  // namespace heapdyno::allocator
