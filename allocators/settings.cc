#include "allocators/settings.h"

#include <algorithm>
#include <array>

namespace heapdyno {
namespace {

constexpr std::array<std::string_view, 6> kPrefixes = {"GLIBC_TUNABLES", "MALLOC_", "MIMALLOC_",
                                                       "TCMALLOC_",      "HEAP",    "PERFTOOLS_"};

}  // namespace

bool steers_allocator(std::string_view variable) {
  if (variable.starts_with("HEAPDYNO")) return false;
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [variable](std::string_view prefix) { return variable.starts_with(prefix); });
}

std::vector<std::string> allocator_settings(const char* const* environment) {
  std::vector<std::string> result;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    if (steers_allocator(entry.substr(0, entry.find('=')))) result.emplace_back(entry);
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace heapdyno
