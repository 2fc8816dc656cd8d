// An operator new of the executable's own, as one linked with -static-libstdc++ has: the
// allocator's and the observer's are never asked.

#include <cstdlib>
#include <new>

__attribute__((visibility("default"))) void* operator new(size_t bytes) {
  if (void* const block = std::malloc(bytes)) return block;
  throw std::bad_alloc();
}
__attribute__((visibility("default"))) void operator delete(void* block) noexcept {
  std::free(block);
}
__attribute__((visibility("default"))) void operator delete(void* block, size_t) noexcept {
  std::free(block);
}
