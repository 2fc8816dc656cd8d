// Range: the answer of a bounded scan. Thread contract: a value; it outlives the database.
#pragma once

#include "engine/memory/vocabulary.h"

namespace engine {

struct Entry {
  Bytes key;
  Bytes value;
};
using Range = SmallVec<Entry, 16>;

// A limit is a bound, not a size: no more than this is reserved for it.
inline constexpr size_t kLargestExpectedRange = 1024;

}  // namespace engine
