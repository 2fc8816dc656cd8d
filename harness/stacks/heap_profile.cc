#include "harness/stacks/heap_profile.h"

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/stacks/frames.h"
#include "harness/stacks/heaptrack_text.h"
#include "harness/stacks/peak_tracker.h"

namespace heapdyno {
namespace {

constexpr std::string_view kMark = "heapdyno::mark_profiled_phase";

// The allocations of one size from one stack, and what is known of them.
struct Kind {
  uint64_t size = 0;
  bool is_mark = false;
  std::optional<Stack> stack;  // absent: the driver's own
  CallPlace place;             // of the stack
  uint64_t times = 0;          // in the phase so far
  uint64_t temporary = 0;      // of these
};

class HeapProfileReader : public HeaptrackListener {
 public:
  HeapProfileReader(const std::vector<bool>& temporary, const std::string& origin)
      : temporary_(temporary), origin_(origin) {}

  HeapProfile read(std::istream& text) {
    read_heaptrack_text(text, origin_, *this);
    if (phase_ != nullptr) fail_of_heaptrack(origin_, "a phase does not end");
    if (allocations_ != temporary_.size()) fail_of_raw_file();
    profile_.heaps.push_back(peak());
    return std::move(profile_);
  }

  void described(uint64_t size, std::span<const Frame> frames) override {
    Kind kind;
    kind.size = size;
    kind.is_mark = !frames.empty() && plain_name(frames.front().function) == kMark;
    kind.stack = stack_of(frames);
    if (kind.stack) kind.place = place_of(frames);
    kinds_.push_back(std::move(kind));
  }

  void allocated(size_t index) override {
    Kind& kind = kinds_[index];
    if (allocations_ == temporary_.size()) fail_of_raw_file();
    ++kind.times;
    kind.temporary += temporary_[allocations_++];
    heap_.allocated(index, kind.size);
    if (!kind.is_mark) return;
    end_phase();
    const bool begins = kind.size % 2 == 1;
    phase_ = begins ? &profile_.phases[kind.size / 2] : nullptr;
    places_of_phase_ = begins ? &profile_.places[kind.size / 2] : nullptr;
  }

  void freed(size_t index) override { heap_.freed(index, kinds_[index].size); }

 private:
  [[noreturn]] void fail_of_raw_file() const {
    fail_of_heaptrack(origin_, "it has not as many allocations as the raw file");
  }

  void end_phase() {
    for (Kind& kind : kinds_) {
      const uint64_t times = std::exchange(kind.times, 0);
      const uint64_t temporary = std::exchange(kind.temporary, 0);
      if (phase_ == nullptr || kind.is_mark || !kind.stack || times == 0) continue;
      (*phase_)[*kind.stack] += Allocated{times, times * kind.size, temporary};
      (*places_of_phase_)[*kind.stack][kind.place] += Allocated{times, times * kind.size};
    }
  }

  AliveHeap peak() const {
    AliveHeap peak;
    for (size_t i = 0; i < heap_.at_peak().size(); ++i) {
      const auto blocks = static_cast<uint64_t>(heap_.at_peak()[i]);
      const Allocated alive{blocks, blocks * kinds_[i].size};
      peak.all += alive;
      if (kinds_[i].stack && blocks > 0) peak.stacks[*kinds_[i].stack] += alive;
    }
    return peak;
  }

  const std::vector<bool>& temporary_;
  const std::string& origin_;
  size_t allocations_ = 0;
  std::vector<Kind> kinds_;
  HeapProfile profile_;
  CallStacks* phase_ = nullptr;
  CallPlaces* places_of_phase_ = nullptr;
  PeakTracker heap_;
};

}  // namespace

HeapProfile parse_heap_profile(std::istream& text, const std::vector<bool>& temporary,
                               const std::string& origin) {
  return HeapProfileReader(temporary, origin).read(text);
}

}  // namespace heapdyno
