// What --alloc names: an allocator that configurations are linked with, any
// allocator library by path, or either with settings in its environment.
//
//   jemalloc                       the executables linked with it
//   mine=/opt/lib/libmine.so       preloaded into the glibc executables
//   jemalloc{MALLOC_CONF=narenas:1}   with a variable; ';' separates several
//
// Settings are part of the name that records and tables show. Pure values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heapdyno {

struct AllocatorChoice {
  std::string name;     // with settings, as records show it
  std::string linked;   // which executables: dyno-VARIANT-`linked`
  std::string library;  // absolute path to preload; empty when linked
  std::vector<std::pair<std::string, std::string>> settings;

  bool operator==(const AllocatorChoice&) const = default;
};

// Throws a usage error when the text is none of the forms above. Does not look
// at the file system: whether the library exists is found out later.
AllocatorChoice parse_allocator(std::string_view text);

// The variables through which allocators and the loader are configured, which
// a trial's clean environment drops. Of these names of a caller's environment
// ("NAME=value" each) those that are set, to be named in a warning.
std::vector<std::string> dropped_variables(const char* const* environment);

}  // namespace heapdyno
