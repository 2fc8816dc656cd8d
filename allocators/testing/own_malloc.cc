// A program that defines malloc itself, as one linked with a static allocator does. The observer
// cannot see its calls and must say so.

#include <cstddef>
#include <cstdio>

extern "C" {
void* __libc_malloc(size_t bytes);
void __libc_free(void* block);

__attribute__((visibility("default"))) void* malloc(size_t bytes) { return __libc_malloc(bytes); }
__attribute__((visibility("default"))) void free(void* block) { __libc_free(block); }
}

int main() {
  std::puts("ran");
  return 0;
}
