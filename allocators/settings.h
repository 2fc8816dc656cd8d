// The environment variables that steer an allocator. They are part of an allocator's name and
// record, and trials run without those that the user did not ask for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heapdyno {

// GLIBC_TUNABLES, MALLOC_*, MIMALLOC_*, TCMALLOC_*, and gperftools' HEAP* and PERFTOOLS_*.
bool steers_allocator(std::string_view variable);

// The entries "NAME=value" of an environment block that steer an allocator, sorted.
std::vector<std::string> allocator_settings(const char* const* environment);

}  // namespace heapdyno
