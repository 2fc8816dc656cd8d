// A small allocator library as others may bring one: a malloc family without the C++ operators,
// whose malloc(0) is null.

#include <cerrno>
#include <cstddef>

extern "C" {
void* __libc_malloc(size_t bytes);
void* __libc_calloc(size_t number, size_t bytes);
void* __libc_realloc(void* block, size_t bytes);
void* __libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void* block);

void* malloc(size_t bytes) { return bytes == 0 ? nullptr : __libc_malloc(bytes); }
void* calloc(size_t number, size_t bytes) { return __libc_calloc(number, bytes); }
void* realloc(void* block, size_t bytes) { return __libc_realloc(block, bytes); }
void* memalign(size_t alignment, size_t bytes) { return __libc_memalign(alignment, bytes); }
void* aligned_alloc(size_t alignment, size_t bytes) { return __libc_memalign(alignment, bytes); }
void free(void* block) { __libc_free(block); }

int posix_memalign(void** out, size_t alignment, size_t bytes) {
  *out = __libc_memalign(alignment, bytes);
  return *out == nullptr ? ENOMEM : 0;
}
}
