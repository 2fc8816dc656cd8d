// The malloc family: each call goes to the allocator first and is counted when it has succeeded.

#include <errno.h>

#include "allocators/observer/count.h"

namespace {

using heapdyno::observer::Blocks;
using heapdyno::observer::count;
using heapdyno::observer::count_allocation;
using heapdyno::observer::count_free;
using heapdyno::observer::loader;
using heapdyno::observer::next;

constexpr size_t kPage = 4096;

[[gnu::always_inline]] inline void* reallocate(void* block, size_t bytes, const void* caller) {
  const bool by_loader = loader.contains(caller);
  Blocks blocks = block == nullptr ? Blocks{} : Blocks::of_taken(block);
  void* const result = next.realloc(block, bytes);
  if (result != nullptr) blocks.give(result, bytes);
  if (block != nullptr && bytes == 0) {
    count({HEAPDYNO_FREE, false, by_loader, 0, blocks});
  } else if (result != nullptr) {
    count({HEAPDYNO_REALLOC, block != nullptr, by_loader, bytes, blocks});
  } else {
    blocks.put_back();
  }
  return result;
}

void* align(size_t alignment, size_t bytes, size_t requested, const void* caller) {
  void* const block = next.memalign(alignment, bytes);
  if (block != nullptr) count_allocation(HEAPDYNO_ALIGNED, block, requested, caller);
  return block;
}

}  // namespace

#define CALLER __builtin_return_address(0)

#pragma GCC visibility push(default)
extern "C" {

void* malloc(size_t bytes) {
  void* const block = next.malloc(bytes);
  if (block != nullptr) count_allocation(HEAPDYNO_MALLOC, block, bytes, CALLER);
  return block;
}

void* calloc(size_t number, size_t bytes) {
  void* const block = next.calloc(number, bytes);
  if (block != nullptr) {
    count_allocation(HEAPDYNO_CALLOC, block, number * bytes, CALLER);
  }
  return block;
}

void* realloc(void* block, size_t bytes) { return reallocate(block, bytes, CALLER); }

void* reallocarray(void* block, size_t number, size_t bytes) {
  size_t product = 0;
  if (__builtin_mul_overflow(number, bytes, &product)) {
    errno = ENOMEM;
    return nullptr;
  }
  return reallocate(block, product, CALLER);
}

void free(void* block) {
  if (block != nullptr) count_free(block, CALLER);
  next.free(block);
}

// Old executables call it; the C library has it for them alone.
void cfree(void* block) {
  if (block != nullptr) count_free(block, CALLER);
  next.free(block);
}

void* aligned_alloc(size_t alignment, size_t bytes) {
  void* const block = next.aligned_alloc(alignment, bytes);
  if (block != nullptr) count_allocation(HEAPDYNO_ALIGNED, block, bytes, CALLER);
  return block;
}

int posix_memalign(void** out, size_t alignment, size_t bytes) {
  const int error = next.posix_memalign(out, alignment, bytes);
  if (error == 0) count_allocation(HEAPDYNO_ALIGNED, *out, bytes, CALLER);
  return error;
}

void* memalign(size_t alignment, size_t bytes) { return align(alignment, bytes, bytes, CALLER); }

void* valloc(size_t bytes) { return align(kPage, bytes, bytes, CALLER); }

void* pvalloc(size_t bytes) {
  const size_t pages = (bytes + kPage - 1) & ~(kPage - 1);
  if (pages < bytes) {
    errno = ENOMEM;
    return nullptr;
  }
  return align(kPage, pages, bytes, CALLER);
}

const void* heapdyno_observer_malloc_target(void) {
  heapdyno::observer::resolve_next();
  return reinterpret_cast<const void*>(next.malloc);
}

}  // extern "C"
#pragma GCC visibility pop
