// prefetch(): asks the processor for bytes that will be looked at soon, a cache line at a time. Changes
// nothing but time, and the bytes need not be there.
#pragma once

#include <cstddef>
#include <string_view>

namespace engine {

inline void prefetch(std::string_view bytes) {
  constexpr size_t kCacheLineBytes = 64;
  for (size_t at = 0; at < bytes.size(); at += kCacheLineBytes)
    __builtin_prefetch(bytes.data() + at);
}

}  // namespace engine
