// Follows what is alive, by kind, and knows how it was at the peak: the first moment at which the
// bytes of all that is alive were most. Each event is looked at twice at most: the changes since
// the last peak wait until a new one is reached.
//
// Invariant: at_peak() + the waiting changes = what is alive now.
// Thread contract: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace heapdyno {

class PeakTracker {
 public:
  void allocated(size_t kind, uint64_t bytes) {
    alive_ += bytes;
    changes_.emplace_back(kind, 1);
    if (alive_ > peak_) reach_peak();
  }
  // REQUIRES: it was allocated.
  void freed(size_t kind, uint64_t bytes) {
    alive_ -= bytes;
    changes_.emplace_back(kind, -1);
  }

  // Blocks by kind; a kind beyond its end has none.
  const std::vector<int64_t>& at_peak() const { return at_peak_; }

 private:
  void reach_peak() {
    peak_ = alive_;
    for (const auto& [kind, change] : changes_) {
      if (kind >= at_peak_.size()) at_peak_.resize(kind + 1);
      at_peak_[kind] += change;
    }
    changes_.clear();
  }

  uint64_t alive_ = 0;
  uint64_t peak_ = 0;
  std::vector<int64_t> at_peak_;
  std::vector<std::pair<size_t, int>> changes_;  // since the peak
};

}  // namespace heapdyno
