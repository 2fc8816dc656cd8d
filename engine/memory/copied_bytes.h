// The bytes that the engine copied because it could not share them: "memory bandwidth" as the seed
// means it, counted exactly. Bytes counts its own copies; who copies by other means says so.
// Thread contract: any thread. The sum is exact once the threads that copy are at rest.
#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/memory/thread_sum.h"

namespace engine {

namespace copied_bytes_internal {
inline constinit ThreadSum sum;
}

inline void count_copied_bytes(size_t n) { copied_bytes_internal::sum.add(n); }

// The sum over all threads since the process began.
inline uint64_t copied_bytes() { return copied_bytes_internal::sum.value(); }

}  // namespace engine
