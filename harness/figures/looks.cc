#include "harness/figures/looks.h"

#include <cstddef>

namespace heapdyno {
namespace {

// Solved by scripts/wilcoxon_vectors.R.
constexpr std::array<double, kLooks.size()> kLevels = {0.00625000, 0.00654309, 0.01099301,
                                                       0.01827631, 0.03273767};

}  // namespace

double level_of_look(int blocks) {
  size_t look = 0;
  while (look + 1 < kLooks.size() && blocks > kLooks[look]) ++look;
  return kLevels[look];
}

}  // namespace heapdyno
