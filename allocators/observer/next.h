// The allocator behind the observer: the functions that the program would have called.
//
// They are looked up at the first call of any of them; until then each pointer leads to a function
// that looks all of them up and calls on, so the fast path needs no test. Looking up what exists
// allocates nothing.
//
// operator new and the sized deletes are forwarded only to a library that answers malloc too
// (jemalloc, mimalloc and tcmalloc bring their own). libstdc++'s would come back through malloc and
// be counted twice: for it, new is written here out of malloc, as the standard describes it. delete
// is always the allocator's free: jemalloc's operator calls free through the jump table and would
// come back too.
//
// malloc_usable_size is asked of the allocator's own library alone: another's would look beside the
// block for what it never wrote there. The observer does not define it, so a program's own calls
// reach the allocator as ever.
//
// Thread contract: any thread, from the first instruction of the process on.
#pragma once

#include <cstddef>
#include <cstdint>

namespace heapdyno::observer {

struct Next {
  void* (*malloc)(size_t);
  void* (*calloc)(size_t, size_t);
  void* (*realloc)(void*, size_t);
  void (*free)(void*);
  void* (*aligned_alloc)(size_t, size_t);
  void* (*memalign)(size_t, size_t);
  int (*posix_memalign)(void**, size_t, size_t);
  void* (*operator_new)(size_t);
  void* (*operator_new_array)(size_t);
  void (*delete_sized)(void*, size_t);
  void (*delete_array_sized)(void*, size_t);
  size_t (*usable_size)(void*);  // L1
  // Null where operator new is not the allocator's own.
  void* (*nothrow_new)(size_t, const void*);
  void* (*nothrow_new_array)(size_t, const void*);
};
[[gnu::visibility("hidden")]] extern Next next;

// The dynamic loader's code. Its calls are told by where they return to.
struct LoaderCode {
  uintptr_t begin;
  uintptr_t bytes;
  bool contains(const void* address) const {
    return reinterpret_cast<uintptr_t>(address) - begin < bytes;
  }
};
[[gnu::visibility("hidden")]] extern LoaderCode loader;

// True while a look-up that may fail, and then allocates its error text, is under way.
[[gnu::visibility("hidden")]] extern bool resolving;

// Looks everything up, once.
void resolve_next();

// Whether the allocator says how much of a block is usable; else usable_size answers 0.
bool knows_usable_size();

// What operator new asks for: at least one byte, a multiple of the alignment. Null on failure.
void* aligned_block(size_t bytes, size_t alignment);

// The forms of operator new written out of malloc. Throw std::bad_alloc, by way of the new handler.
void* new_by_malloc(size_t bytes);
void* new_by_aligned_alloc(size_t bytes, size_t alignment);

// The function that comes after the observer's own, or that only a C++ library has, however that
// was loaded; null where there is none.
void* find_in_cxx_library(const char* name);

// Calls the malloc and free that the program's own calls are bound to.
void call_global_malloc();

}  // namespace heapdyno::observer
