// glibc's malloc, by mallinfo2. It counts freed blocks in thread caches as used, with each block's
// header, and those in fast bins as free; free memory inside the heap can be given back
// (malloc_trim), but goes on counting as mapped. A thread's cache cannot be emptied.

#include <gnu/libc-version.h>
#include <malloc.h>

#include "allocators/adapter.h"

namespace heapdyno::allocator {

const char* name() { return "glibc"; }
std::string version() { return gnu_get_libc_version(); }
const void* own_function() { return reinterpret_cast<const void*>(&gnu_get_libc_version); }

Statistics statistics() {
  const struct mallinfo2 info = ::mallinfo2();
  Statistics result;
  result.usable = info.uordblks + info.hblkhd;
  result.cached = info.fsmblks;
  result.mapped = info.arena + info.hblkhd;
  return result;
}

bool purge() {
  ::malloc_trim(0);
  return true;
}

bool flush_thread_cache() { return false; }

}  // namespace heapdyno::allocator
