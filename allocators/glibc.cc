// glibc's malloc. The calling thread's cache cannot be emptied; free memory inside the heap can
// (malloc_trim), but mallinfo2 goes on counting it as committed.

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
  result.allocated = info.uordblks + info.hblkhd;
  result.held = info.uordblks + info.hblkhd;
  result.committed = info.arena + info.hblkhd;
  return result;
}

bool purge() {
  ::malloc_trim(0);
  return true;
}

bool flush_thread_cache() { return false; }

}  // namespace heapdyno::allocator
