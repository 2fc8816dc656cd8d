#include "harness/history/change_points.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "engine/base/random.h"

namespace heapdyno {
namespace {

constexpr uint64_t kSeed = 1;

struct Division {
  size_t at = 0;
  double distance = 0;  // Q
};

class Divider {
 public:
  explicit Divider(const std::vector<double>& values)
      : size_(values.size()), distances_(size_ * size_), order_(size_), bounds_{0, size_} {
    for (size_t i = 0; i < size_; ++i) {
      for (size_t k = 0; k < size_; ++k)
        distances_[i * size_ + k] = std::abs(values[i] - values[k]);
    }
    std::iota(order_.begin(), order_.end(), size_t{0});
  }

  std::vector<size_t> divide() {
    for (std::optional<Division> best = greatest(); best && is_change(*best); best = greatest())
      bounds_.insert(std::lower_bound(bounds_.begin(), bounds_.end(), best->at), best->at);
    return {bounds_.begin() + 1, bounds_.end() - 1};
  }

 private:
  double distance(size_t i, size_t k) const { return distances_[order_[i] * size_ + order_[k]]; }

  // The best division of the values from `begin` to before `end`.
  std::optional<Division> greatest_in(size_t begin, size_t end) const {
    if (end - begin < 2 * kLeastSegment) return std::nullopt;
    double before = 0;  // sums over pairs
    double across = 0;
    double after = 0;
    for (size_t i = begin; i < end; ++i) {
      for (size_t k = i + 1; k < end; ++k) after += distance(i, k);
    }
    std::optional<Division> best;
    for (size_t at = begin; at + kLeastSegment < end; ++at) {
      double to_earlier = 0;
      double to_later = 0;
      for (size_t i = begin; i < at; ++i) to_earlier += distance(i, at);
      for (size_t i = at + 1; i < end; ++i) to_later += distance(at, i);
      before += to_earlier;
      across += to_later - to_earlier;
      after -= to_later;
      const auto m = static_cast<double>(at + 1 - begin);
      const auto n = static_cast<double>(end - at - 1);
      if (at + 1 - begin < kLeastSegment) continue;
      const double scaled =
          m * n / (m + n) *
          (2 / (m * n) * across - 2 / (m * (m - 1)) * before - 2 / (n * (n - 1)) * after);
      if (!best || scaled > best->distance) best = Division{at + 1, scaled};
    }
    return best;
  }

  std::optional<Division> greatest() const {
    std::optional<Division> greatest;
    for (size_t i = 1; i < bounds_.size(); ++i) {
      const std::optional<Division> here = greatest_in(bounds_[i - 1], bounds_[i]);
      if (here && (!greatest || here->distance > greatest->distance)) greatest = here;
    }
    return greatest;
  }

  void shuffle_within_segments() {
    for (size_t i = 1; i < bounds_.size(); ++i) {
      for (size_t k = bounds_[i] - 1; k > bounds_[i - 1]; --k)
        std::swap(order_[k], order_[bounds_[i - 1] + random_.below(k - bounds_[i - 1] + 1)]);
    }
  }

  // Gives up as soon as it cannot be one any more.
  bool is_change(const Division& found) {
    if (!(found.distance > 0)) return false;
    // Sums in another order differ in their last digits.
    const double as_great = found.distance * (1 - 1e-9);
    const auto most = static_cast<int>(kChangeLevel * (kPermutations + 1)) - 1;
    int greater = 0;
    const std::vector<size_t> in_order = order_;
    for (int i = 0; i < kPermutations && greater <= most; ++i) {
      shuffle_within_segments();
      if (greatest()->distance >= as_great) ++greater;
    }
    order_ = in_order;
    return greater <= most;
  }

  size_t size_;
  std::vector<double> distances_;
  std::vector<size_t> order_;   // which value stands where
  std::vector<size_t> bounds_;  // of the segments
  engine::Random random_{kSeed};
};

}  // namespace

std::vector<size_t> change_points(const std::vector<double>& values) {
  return values.size() < kLeastValues ? std::vector<size_t>() : Divider(values).divide();
}

}  // namespace heapdyno
