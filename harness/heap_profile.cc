#include "harness/heap_profile.h"

#include <charconv>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/error.h"

namespace heapdyno {
namespace {

constexpr std::string_view kMark = "heapdyno::mark_profiled_phase";
constexpr std::string_view kStoreCalls = "scenarios/store_calls.cc";
constexpr std::string_view kEngine = "engine/";
// A lambda that is called where nothing says whose it is; its function is further out on the stack.
constexpr std::string_view kLambda = "operator()";
constexpr uint64_t kFormat = 3;

struct Frame {
  size_t function = 0;  // 1-based into the strings; 0: unknown
  size_t file = 0;
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
  uint64_t times = 0;          // in the phase so far
};

class Reader {
 public:
  explicit Reader(std::string origin) : origin_(std::move(origin)) {}

  HeapProfile read(std::istream& text) {
    for (std::string line; std::getline(text, line);) {
      if (line.size() > 2) take(line[0], std::string_view(line).substr(2));
    }
    if (!is_versioned_) fail("there is no version");
    end_phase();
    return std::move(profile_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(origin_ + ": not what heaptrack 1.4 writes: " + what);
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
        return count(number(rest));
      default:
        return;  // frees, times, memory
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
    number(rest);
    std::vector<Frame> frames;
    while (!rest.empty()) {
      Frame frame;
      frame.function = number(rest);
      frame.file = rest.empty() ? 0 : number(rest);
      if (!rest.empty()) number(rest);
      frames.push_back(frame);
    }
    places_.push_back(std::move(frames));
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
    kind.is_mark = !frames.empty() && plain_name(text_of(frames.front().function)) == kMark;
    kind.stack = stack_of(frames);
    kinds_.push_back(std::move(kind));
  }

  // Innermost first.
  std::vector<Frame> frames_of(size_t call) const {
    if (call > calls_.size()) fail("an allocation has no stack");
    std::vector<Frame> frames;
    for (; call != 0; call = calls_[call - 1].caller) {
      const size_t place = calls_[call - 1].place;
      if (place == 0) continue;
      frames.insert(frames.end(), places_[place - 1].begin(), places_[place - 1].end());
    }
    return frames;
  }

  std::optional<Stack> stack_of(const std::vector<Frame>& frames) const {
    std::optional<Stack> stack;
    for (auto frame = frames.rbegin(); frame != frames.rend(); ++frame) {
      const std::string_view file = text_of(frame->file);
      if (!stack && file == kStoreCalls) stack.emplace();
      if (!stack || !file.starts_with(kEngine)) continue;
      std::string name = plain_name(text_of(frame->function));
      if (name == kLambda) continue;
      if (stack->empty() || stack->back() != name) stack->push_back(std::move(name));
    }
    return stack;
  }

  std::string_view text_of(size_t string) const {
    if (string > strings_.size()) fail("a string is missing");
    return string == 0 ? std::string_view() : strings_[string - 1];
  }

  void count(uint64_t index) {
    if (index >= kinds_.size()) fail("an allocation was never described");
    Kind& kind = kinds_[index];
    ++kind.times;
    if (!kind.is_mark) return;
    end_phase();
    phase_ = &profile_[kind.size - 1];
  }

  void end_phase() {
    for (Kind& kind : kinds_) {
      const uint64_t times = std::exchange(kind.times, 0);
      if (phase_ == nullptr || kind.is_mark || !kind.stack || times == 0) continue;
      (*phase_)[*kind.stack] += Allocated{times, times * kind.size};
    }
  }

  const std::string origin_;
  bool is_versioned_ = false;
  std::vector<std::string> strings_;
  std::vector<std::vector<Frame>> places_;
  std::vector<Call> calls_;
  std::vector<Kind> kinds_;
  HeapProfile profile_;
  CallStacks* phase_ = nullptr;
};

}  // namespace

HeapProfile parse_heap_profile(std::istream& text, const std::string& origin) {
  return Reader(origin).read(text);
}

}  // namespace heapdyno
