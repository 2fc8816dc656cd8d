#include "harness/attribute/full_factorial.h"

#include <bit>

namespace heapdyno {
namespace {

// Calls visit(without, with) on the values of each two sets that differ in one toggle alone, toggle
// by toggle: the fast form of the transforms below.
template <typename Visit>
void butterfly(std::vector<int64_t>& values, int toggles, Visit visit) {
  for (int toggle = 0; toggle < toggles; ++toggle) {
    for (Set set = 0; set < values.size(); ++set) {
      if (!contains(set, toggle)) visit(values[set], values[set | only(toggle)]);
    }
  }
}

}  // namespace

FullFactorial::FullFactorial(std::vector<int64_t> counts)
    : toggles_(std::bit_width(counts.size()) - 1), counts_(std::move(counts)) {
  for (Set set = 0; set < counts_.size(); ++set) dividends_.push_back(saved(set));
  contrasts_ = dividends_;
  butterfly(dividends_, toggles_, [](int64_t& without, int64_t& with) { with -= without; });
  butterfly(contrasts_, toggles_, [](int64_t& without, int64_t& with) {
    const int64_t sum = without + with;
    with -= without;
    without = sum;
  });
}

int64_t FullFactorial::last_in(int toggle) const {
  return total() - saved(all_of(toggles_) ^ only(toggle));
}

int64_t FullFactorial::shapley_parts(int toggle) const {
  int64_t parts = 0;
  for (Set set = 0; set < dividends_.size(); ++set) {
    if (contains(set, toggle)) parts += dividends_[set] * (kShapleyParts / size_of(set));
  }
  return parts;
}

double FullFactorial::effect(Set set) const {
  return static_cast<double>(contrasts_[set]) / static_cast<double>(counts_.size() / 2);
}

}  // namespace heapdyno
