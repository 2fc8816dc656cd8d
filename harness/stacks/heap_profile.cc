#include "harness/stacks/heap_profile.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/error.h"
#include "harness/stacks/frames.h"
#include "harness/stacks/peak_tracker.h"

namespace heapdyno {
namespace {

constexpr std::string_view kMark = "heapdyno::mark_profiled_phase";
constexpr uint64_t kFormat = 3;

// Indices of strings from 1; 0: unknown.
struct Place {
  struct Line {
    size_t function = 0;
    size_t file = 0;
    uint64_t number = 0;
  };
  size_t library = 0;
  std::vector<Line> lines;  // inlined ones first
};

struct Call {
  size_t place;
  size_t caller;
};

// The allocations of one size from one stack, and what is known of them.
struct Kind {
  uint64_t size = 0;
  bool is_mark = false;
  std::optional<Stack> stack;  // absent: the driver's own
  CallPlace place;             // of the stack
  uint64_t times = 0;          // in the phase so far
  uint64_t temporary = 0;      // of these
};

class TextReader {
 public:
  TextReader(const std::vector<bool>& temporary, std::string origin)
      : temporary_(temporary), origin_(std::move(origin)) {}

  HeapProfile read(std::istream& text) {
    for (std::string line; std::getline(text, line);) {
      if (line.size() > 2) take(line[0], std::string_view(line).substr(2));
    }
    if (!is_versioned_) fail("there is no version");
    if (phase_ != nullptr) fail("a phase does not end");
    if (allocations_ != temporary_.size()) fail_of_raw_file();
    profile_.heaps.push_back(peak());
    return std::move(profile_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(origin_ + ": not what heaptrack 1.4 writes: " + what);
  }

  [[noreturn]] void fail_of_raw_file() const {
    fail("it has not as many allocations as the raw file");
  }

  void take(char kind, std::string_view rest) {
    switch (kind) {
      case 'v':
        return take_version(rest);
      case 's':
        return take_string(rest);
      case 'i':
        return take_place(rest);
      case 't':
        return take_call(rest);
      case 'a':
        return take_kind(rest);
      case '+':
        return allocate(number(rest));
      case '-':
        return free(number(rest));
      default:
        return;  // times, memory
    }
  }

  // Takes the next number off the text.
  uint64_t number(std::string_view& text) const {
    uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc()) fail("a number is missing before '" + std::string(text) + "'");
    text.remove_prefix(static_cast<size_t>(end - text.data()));
    if (!text.empty()) text.remove_prefix(1);
    return value;
  }

  void take_version(std::string_view rest) {
    number(rest);
    if (number(rest) != kFormat) fail("its format is not " + std::to_string(kFormat));
    is_versioned_ = true;
  }

  void take_string(std::string_view rest) {
    number(rest);
    strings_.emplace_back(rest);
  }

  void take_place(std::string_view rest) {
    number(rest);
    Place place;
    place.library = number(rest);
    while (!rest.empty()) {
      Place::Line line;
      line.function = number(rest);
      line.file = rest.empty() ? 0 : number(rest);
      line.number = rest.empty() ? 0 : number(rest);
      place.lines.push_back(line);
    }
    places_.push_back(std::move(place));
  }

  void take_call(std::string_view rest) {
    const uint64_t place = number(rest);
    const uint64_t caller = number(rest);
    if (place > places_.size() || caller > calls_.size()) fail("a stack leads nowhere");
    calls_.push_back({place, caller});
  }

  void take_kind(std::string_view rest) {
    Kind kind;
    kind.size = number(rest);
    const std::vector<Frame> frames = frames_of(number(rest));
    kind.is_mark = !frames.empty() && plain_name(frames.front().function) == kMark;
    kind.stack = stack_of(frames);
    if (kind.stack) kind.place = place_of(frames);
    kinds_.push_back(std::move(kind));
  }

  // Innermost first.
  std::vector<Frame> frames_of(size_t call) const {
    if (call > calls_.size()) fail("an allocation has no stack");
    std::vector<Frame> frames;
    for (; call != 0; call = calls_[call - 1].caller) {
      const size_t index = calls_[call - 1].place;
      if (index == 0) continue;
      const Place& place = places_[index - 1];
      for (const Place::Line& line : place.lines)
        frames.push_back(
            {text_of(line.function), text_of(line.file), text_of(place.library), line.number});
    }
    return frames;
  }

  std::string_view text_of(size_t string) const {
    if (string > strings_.size()) fail("a string is missing");
    return string == 0 ? std::string_view() : strings_[string - 1];
  }

  Kind& kind_of(uint64_t index) {
    if (index >= kinds_.size()) fail("an allocation was never described");
    return kinds_[index];
  }

  void allocate(uint64_t index) {
    Kind& kind = kind_of(index);
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

  void free(uint64_t index) {
    const Kind& kind = kind_of(index);
    heap_.freed(index, kind.size);
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
  const std::string origin_;
  size_t allocations_ = 0;
  bool is_versioned_ = false;
  std::vector<std::string> strings_;
  std::vector<Place> places_;
  std::vector<Call> calls_;
  std::vector<Kind> kinds_;
  HeapProfile profile_;
  CallStacks* phase_ = nullptr;
  CallPlaces* places_of_phase_ = nullptr;
  PeakTracker heap_;
};

}  // namespace

HeapProfile parse_heap_profile(std::istream& text, const std::vector<bool>& temporary,
                               const std::string& origin) {
  return TextReader(temporary, origin).read(text);
}

}  // namespace heapdyno
