#include "allocators/observer/next.h"

#include <dlfcn.h>
#include <elf.h>
#include <link.h>

#include "allocators/observer/level.h"

namespace heapdyno::observer {

LoaderCode loader;
bool resolving = false;

namespace {

void* first_malloc(size_t bytes) {
  resolve_next();
  return next.malloc(bytes);
}
void* first_calloc(size_t count, size_t bytes) {
  resolve_next();
  return next.calloc(count, bytes);
}
void* first_realloc(void* block, size_t bytes) {
  resolve_next();
  return next.realloc(block, bytes);
}
void first_free(void* block) {
  resolve_next();
  next.free(block);
}
void* first_aligned_alloc(size_t alignment, size_t bytes) {
  resolve_next();
  return next.aligned_alloc(alignment, bytes);
}
void* first_memalign(size_t alignment, size_t bytes) {
  resolve_next();
  return next.memalign(alignment, bytes);
}
int first_posix_memalign(void** out, size_t alignment, size_t bytes) {
  resolve_next();
  return next.posix_memalign(out, alignment, bytes);
}
void* first_new(size_t bytes) {
  resolve_next();
  return next.operator_new(bytes);
}
void* first_new_array(size_t bytes) {
  resolve_next();
  return next.operator_new_array(bytes);
}
void first_delete_sized(void* block, size_t bytes) {
  resolve_next();
  next.delete_sized(block, bytes);
}

size_t first_usable_size(void* block) {
  resolve_next();
  return next.usable_size(block);
}

size_t no_usable_size(void*) { return 0; }

void delete_by_free(void* block, size_t) { next.free(block); }

template <typename Function>
void find(Function& function, const char* name) {
  if (void* const address = dlsym(RTLD_NEXT, name)) {
    function = reinterpret_cast<Function>(address);
  }
}

// Where the library that holds the address is loaded; null for none.
const void* library_base(const void* address) {
  Dl_info info = {};
  return dladdr(address, &info) != 0 ? info.dli_fbase : nullptr;
}

const void* base_of_next(const char* name) { return library_base(dlsym(RTLD_NEXT, name)); }

void find_loader() {
  const auto* const base = static_cast<const char*>(base_of_next("__tls_get_addr"));
  if (base == nullptr) return;
  const auto& elf = *reinterpret_cast<const ElfW(Ehdr)*>(base);
  const auto* const segments = reinterpret_cast<const ElfW(Phdr)*>(base + elf.e_phoff);
  for (int i = 0; i < elf.e_phnum; ++i) {
    if (segments[i].p_type != PT_LOAD || (segments[i].p_flags & PF_X) == 0) {
      continue;
    }
    loader = {reinterpret_cast<uintptr_t>(base) + segments[i].p_vaddr, segments[i].p_memsz};
  }
}

void find_malloc_family(Next& found) {
  find(found.malloc, "malloc");
  find(found.calloc, "calloc");
  find(found.realloc, "realloc");
  find(found.free, "free");
  find(found.aligned_alloc, "aligned_alloc");
  find(found.memalign, "memalign");
  find(found.posix_memalign, "posix_memalign");
}

// The allocator's own operators, which the C library does not have: it is not asked, since a
// failing look-up allocates. Two dlerror() give back what another allocator without operators made
// it allocate.
void find_own_operators(Next& found) {
  const void* const allocator = library_base(reinterpret_cast<const void*>(found.malloc));
  if (allocator == base_of_next("gnu_get_libc_version")) return;
  if (base_of_next("_Znwm") == allocator) {
    find(found.operator_new, "_Znwm");
    find(found.operator_new_array, "_Znam");
    find(found.delete_sized, "_ZdlPvm");
    find(found.delete_array_sized, "_ZdaPvm");
    find(found.nothrow_new, "_ZnwmRKSt9nothrow_t");
    find(found.nothrow_new_array, "_ZnamRKSt9nothrow_t");
  }
  dlerror();
  dlerror();
}

void find_usable_size(Next& found) {
  const void* const allocator = library_base(reinterpret_cast<const void*>(found.malloc));
  if (base_of_next("malloc_usable_size") == allocator) {
    find(found.usable_size, "malloc_usable_size");
  }
}

// The first call of gperftools' makes an object by operator new, which is counted like all that the
// allocator makes of its own, and must not be asked for its own usable size meanwhile.
void make_first_call_of_usable_size() {
  const auto usable_size = next.usable_size;
  next.usable_size = no_usable_size;
  usable_size(nullptr);
  next.usable_size = usable_size;
}

using Handler = void (*)();
using GetHandler = Handler (*)();

// What operator new does when there is no memory: lets the program's handler make room, or throws.
void handle_out_of_memory() {
  const auto get_handler =
      reinterpret_cast<GetHandler>(find_in_cxx_library("_ZSt15get_new_handlerv"));
  if (get_handler != nullptr) {
    if (const Handler handler = get_handler()) return handler();
  }
  const auto throw_bad_alloc =
      reinterpret_cast<Handler>(find_in_cxx_library("_ZSt17__throw_bad_allocv"));
  if (throw_bad_alloc != nullptr) throw_bad_alloc();
  __builtin_trap();  // operator new without a C++ library
}

}  // namespace

Next next = {
    first_malloc,       first_calloc,         first_realloc, first_free,      first_aligned_alloc,
    first_memalign,     first_posix_memalign, first_new,     first_new_array, first_delete_sized,
    first_delete_sized, first_usable_size,    nullptr,       nullptr};

void resolve_next() {
  static bool resolved = false;
  if (resolved) return;
  Next found = {};
  found.operator_new = found.operator_new_array = new_by_malloc;
  found.delete_sized = found.delete_array_sized = delete_by_free;
  found.usable_size = no_usable_size;
  find_malloc_family(found);
  next = found;
  resolving = true;
  find_own_operators(found);
  if (kCountsUsable) find_usable_size(found);
  resolving = false;
  find_loader();
  next = found;
  resolved = true;
  if (kCountsUsable) make_first_call_of_usable_size();
}

bool knows_usable_size() { return next.usable_size != no_usable_size; }

void* new_by_malloc(size_t bytes) {
  for (;;) {
    if (void* const block = next.malloc(bytes == 0 ? 1 : bytes)) return block;
    handle_out_of_memory();
  }
}

void* aligned_block(size_t bytes, size_t alignment) {
  if (bytes == 0) bytes = 1;
  const size_t rounded = (bytes + alignment - 1) & ~(alignment - 1);
  return rounded < bytes ? nullptr : next.aligned_alloc(alignment, rounded);
}

void* new_by_aligned_alloc(size_t bytes, size_t alignment) {
  for (;;) {
    if (void* const block = aligned_block(bytes, alignment)) return block;
    handle_out_of_memory();
  }
}

void* find_in_cxx_library(const char* name) {
  if (void* const found = dlsym(RTLD_NEXT, name)) return found;
  void* const library = dlopen("libstdc++.so.6", RTLD_LAZY | RTLD_NOLOAD);
  return library == nullptr ? nullptr : dlsym(library, name);
}

void call_global_malloc() {
  const auto global_malloc = reinterpret_cast<void* (*)(size_t)>(dlsym(RTLD_DEFAULT, "malloc"));
  const auto global_free = reinterpret_cast<void (*)(void*)>(dlsym(RTLD_DEFAULT, "free"));
  if (global_malloc != nullptr && global_free != nullptr) {
    global_free(global_malloc(1));
  }
}

}  // namespace heapdyno::observer
