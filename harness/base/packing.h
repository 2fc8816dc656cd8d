// How records stay small: histograms as text, and their resolution.
//
// A sparse histogram [delta, count, delta, count, ...] is written as a string of
// unsigned base64 VLQ numbers, the digits of source maps: least significant five
// bits first, bit 32 of a digit says that another follows. It takes half of the
// room of a JSON array.
//
// Latencies come in buckets by the formula of scenarios/histogram.h. A record may
// hold them in fewer, 2^bits for each power of two, so that many phases fit:
//
//   index(v, bits) = v                                            v < 2^bits
//                  = ((e - bits + 1) << bits) + (v >> (e - bits)) % 2^bits,
//                    e the highest bit of v
//
// Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/histogram.h"

namespace heapdyno {

std::string pack_numbers(const std::vector<uint64_t>& numbers);

// Throws Error when the text is none of the above.
std::vector<uint64_t> unpack_numbers(std::string_view text);

inline constexpr int kFinestBits = Histogram::kBits;  // as drivers report
inline constexpr int kCoarsestBits = 3;               // a midpoint is within 6 % of its values

// A driver's sparse histogram in 2^bits buckets. REQUIRES: bits <= kFinestBits.
std::vector<uint64_t> coarsen(const std::vector<uint64_t>& sparse, int bits);

// How many buckets there are for 64 bits of nanoseconds.
uint64_t bucket_count(int bits);

// What a latency of a bucket of 2^bits is taken for, in nanoseconds. REQUIRES: index <
// bucket_count(bits).
double bucket_midpoint(uint64_t index, int bits);

}  // namespace heapdyno
