#include "harness/figures/looks.h"

#include <cstddef>

namespace heapdyno {
namespace {

// Solved by scripts/wilcoxon_vectors.R.
constexpr std::array<double, kLooks.size()> kLevels = {0.00557460, 0.01712881, 0.04260870};

}  // namespace

double level_of_look(int blocks) {
  size_t look = 0;
  while (look + 1 < kLooks.size() && blocks > kLooks[look]) ++look;
  return kLevels[look];
}

}  // namespace heapdyno
