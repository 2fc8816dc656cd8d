// What a memtable or a B+tree in memory holds of versions that a newer one hides: nobody needs them
// but who reads at an older moment.
// Thread contract: a value.
#pragma once

#include <cstdint>

namespace engine {

struct OldVersions {
  uint64_t count = 0;
  uint64_t bytes = 0;  // of keys and values

  OldVersions& operator+=(const OldVersions& other) {
    count += other.count;
    bytes += other.bytes;
    return *this;
  }
};

}  // namespace engine
