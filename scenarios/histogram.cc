#include "scenarios/histogram.h"

namespace heapdyno {

void Histogram::add(const Histogram& other) {
  for (size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
}

std::vector<uint64_t> Histogram::sparse() const {
  std::vector<uint64_t> pairs;
  size_t last = 0;
  for (size_t i = 0; i < kBuckets; ++i) {
    if (counts_[i] == 0) continue;
    pairs.push_back(i - last);
    pairs.push_back(counts_[i]);
    last = i;
  }
  return pairs;
}

}  // namespace heapdyno
