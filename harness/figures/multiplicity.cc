#include "harness/figures/multiplicity.h"

#include <algorithm>
#include <numeric>

namespace heapdyno {
namespace {

// Positions by p, least first.
std::vector<size_t> in_order(std::span<const double> p) {
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] < p[b]; });
  return order;
}

}  // namespace

std::vector<double> holm(std::span<const double> p) {
  std::vector<double> adjusted(p.size());
  double most = 0;
  size_t left = p.size();
  for (const size_t at : in_order(p)) {
    most = std::max(most, std::min(1.0, p[at] * static_cast<double>(left--)));
    adjusted[at] = most;
  }
  return adjusted;
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  const std::vector<size_t> order = in_order(p);
  std::vector<double> adjusted(p.size());
  double least = 1;
  for (size_t i = order.size(); i > 0; --i) {
    const double share = static_cast<double>(p.size()) / static_cast<double>(i);
    least = std::min(least, p[order[i - 1]] * share);
    adjusted[order[i - 1]] = least;
  }
  return adjusted;
}

}  // namespace heapdyno
