// The operators new and delete, by their mangled names: the observer is a C library, so that
// observing a C program does not load a C++ library into it.
//
// An operator new throws by calling the C++ library; the exception passes through these frames,
// which hold nothing. A throwing operator counts once it has a block. A nothrow operator makes a
// plain attempt; if that fails it leaves the rest, handlers and exceptions, to the C++ library's
// own, which comes back through the throwing operator here and is counted there.

#include "allocators/observer/count.h"

namespace {

using heapdyno::observer::aligned_block;
using heapdyno::observer::Blocks;
using heapdyno::observer::count;
using heapdyno::observer::find_in_cxx_library;
using heapdyno::observer::new_by_aligned_alloc;
using heapdyno::observer::new_by_malloc;
using heapdyno::observer::next;
using heapdyno::observer::resolve_next;

using Tag = const void*;  // std::nothrow_t
using Nothrow = void* (*)(size_t, Tag);
using AlignedNothrow = void* (*)(size_t, size_t, Tag);

[[gnu::always_inline]] inline void* counted_new(void* block, size_t bytes) {
  if (block == nullptr) return nullptr;
  count({HEAPDYNO_NEW, false, false, bytes, Blocks::of_given(block, bytes)});
  return block;
}

[[gnu::always_inline]] inline void count_delete(void* block) {
  if (block != nullptr) count({HEAPDYNO_DELETE, false, false, 0, Blocks::of_taken(block)});
}

[[gnu::always_inline]] inline void deallocate(void* block) {
  count_delete(block);
  next.free(block);
}

void* nothrow_new(size_t bytes, Tag tag, Nothrow allocators_own, const char* name) {
  if (allocators_own != nullptr) {
    return counted_new(allocators_own(bytes, tag), bytes);
  }
  if (void* const block = next.malloc(bytes == 0 ? 1 : bytes)) {
    return counted_new(block, bytes);
  }
  const auto library = reinterpret_cast<Nothrow>(find_in_cxx_library(name));
  return library == nullptr ? nullptr : library(bytes, tag);
}

void* aligned_nothrow_new(size_t bytes, size_t alignment, Tag tag, const char* name) {
  if (void* const block = aligned_block(bytes, alignment)) {
    return counted_new(block, bytes);
  }
  const auto library = reinterpret_cast<AlignedNothrow>(find_in_cxx_library(name));
  return library == nullptr ? nullptr : library(bytes, alignment, tag);
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

void* _Znwm(size_t bytes) { return counted_new(next.operator_new(bytes), bytes); }
void* _Znam(size_t bytes) { return counted_new(next.operator_new_array(bytes), bytes); }

void* _ZnwmRKSt9nothrow_t(size_t bytes, Tag tag) {
  resolve_next();
  return nothrow_new(bytes, tag, next.nothrow_new, "_ZnwmRKSt9nothrow_t");
}
void* _ZnamRKSt9nothrow_t(size_t bytes, Tag tag) {
  resolve_next();
  return nothrow_new(bytes, tag, next.nothrow_new_array, "_ZnamRKSt9nothrow_t");
}

void* _ZnwmSt11align_val_t(size_t bytes, size_t alignment) {
  return counted_new(new_by_aligned_alloc(bytes, alignment), bytes);
}
void* _ZnamSt11align_val_t(size_t bytes, size_t alignment) {
  return counted_new(new_by_aligned_alloc(bytes, alignment), bytes);
}

void* _ZnwmSt11align_val_tRKSt9nothrow_t(size_t bytes, size_t alignment, Tag tag) {
  return aligned_nothrow_new(bytes, alignment, tag, "_ZnwmSt11align_val_tRKSt9nothrow_t");
}
void* _ZnamSt11align_val_tRKSt9nothrow_t(size_t bytes, size_t alignment, Tag tag) {
  return aligned_nothrow_new(bytes, alignment, tag, "_ZnamSt11align_val_tRKSt9nothrow_t");
}

void _ZdlPv(void* block) { deallocate(block); }
void _ZdaPv(void* block) { deallocate(block); }
void _ZdlPvRKSt9nothrow_t(void* block, Tag) { deallocate(block); }
void _ZdaPvRKSt9nothrow_t(void* block, Tag) { deallocate(block); }
void _ZdlPvSt11align_val_t(void* block, size_t) { deallocate(block); }
void _ZdaPvSt11align_val_t(void* block, size_t) { deallocate(block); }
void _ZdlPvSt11align_val_tRKSt9nothrow_t(void* block, size_t, Tag) { deallocate(block); }
void _ZdaPvSt11align_val_tRKSt9nothrow_t(void* block, size_t, Tag) { deallocate(block); }
void _ZdlPvmSt11align_val_t(void* block, size_t, size_t) { deallocate(block); }
void _ZdaPvmSt11align_val_t(void* block, size_t, size_t) { deallocate(block); }

void _ZdlPvm(void* block, size_t bytes) {
  count_delete(block);
  next.delete_sized(block, bytes);
}
void _ZdaPvm(void* block, size_t bytes) {
  count_delete(block);
  next.delete_array_sized(block, bytes);
}

const void* heapdyno_observer_new_target(void) {
  resolve_next();
  return next.operator_new == new_by_malloc ? nullptr
                                            : reinterpret_cast<const void*>(next.operator_new);
}

}  // extern "C"
#pragma GCC visibility pop
