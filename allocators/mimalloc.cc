// mimalloc. Debian's build keeps no statistics but what it has committed; its `rss` figures are
// estimates of that.

#include <mimalloc.h>

#include "allocators/adapter.h"

namespace heapdyno::allocator {

const char* name() { return "mimalloc"; }

// 209 is 2.0.9.
std::string version() {
  const int number = mi_version();
  return std::to_string(number / 100) + "." + std::to_string(number / 10 % 10) + "." +
         std::to_string(number % 10);
}

const void* own_function() { return reinterpret_cast<const void*>(&mi_version); }

Statistics statistics() {
  size_t elapsed = 0, user = 0, system = 0, rss = 0, peak_rss = 0, commit = 0, peak_commit = 0,
         faults = 0;
  mi_process_info(&elapsed, &user, &system, &rss, &peak_rss, &commit, &peak_commit, &faults);
  Statistics result;
  result.mapped = commit;
  return result;
}

bool purge() {
  mi_collect(true);
  return true;
}

bool flush_thread_cache() {
  mi_collect(false);
  return true;
}

}  // namespace heapdyno::allocator
