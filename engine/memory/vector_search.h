// The loops that run on vector instructions, compiled once for each width of vectors that processors
// of this kind have (Google Highway). What this processor has is found out when the program starts.
// Thread contract: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

namespace engine {

// A vector is loaded whole, so so many numbers behind the last one must be there to be read.
inline constexpr size_t kVectorPadding = 7;

// How many of n ascending numbers are less than `limit`. REQUIRES: kVectorPadding more follow, none
// of them less than any limit.
size_t vector_count_less(const int64_t* numbers, size_t n, int64_t limit);

// Are all bits of the line set that the first `probes` steps of ProbeSequence (line_probes.h) come
// to? All of them at once, without a branch on any. REQUIRES: probes <= kMostProbes.
bool vector_all_set(const char* line, uint32_t hash, int probes);

// For tests, which restrict what hwy::SupportedTargets() says. REQUIRES: no other thread searches.
void choose_vectors_anew();

}  // namespace engine
