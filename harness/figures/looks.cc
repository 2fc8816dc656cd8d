#include "harness/figures/looks.h"

#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "harness/figures/stats.h"

namespace heapdyno {
namespace {

double spent(int blocks) {
  const boost::math::normal standard;
  const double share = static_cast<double>(blocks) / kLooks.back();
  const double z = quantile(standard, 1 - kLevel / 2);
  return 2 * cdf(complement(standard, z / std::sqrt(share)));
}

}  // namespace

double level_of_look(int blocks) {
  double before = 0;
  for (const int look : kLooks) {
    if (blocks <= look || look == kLooks.back()) return spent(look) - before;
    before = spent(look);
  }
  return kLevel;
}

}  // namespace heapdyno
