// The allocator of a sanitizer build: the sanitizer's own, whatever is linked. Its records compare
// with nothing. Meson gives the name (asan, tsan) and a function that only its runtime defines.

#include "allocators/adapter.h"

extern "C" void HEAPDYNO_SANITIZER_FUNCTION();

namespace heapdyno::allocator {

const char* name() { return HEAPDYNO_SANITIZER; }
std::string version() { return __VERSION__; }
const void* own_function() { return reinterpret_cast<const void*>(&HEAPDYNO_SANITIZER_FUNCTION); }

Statistics statistics() { return {}; }
bool purge() { return false; }
bool flush_thread_cache() { return false; }

}  // namespace heapdyno::allocator
