#include "harness/stacks/heaptrack_text.h"

#include <charconv>
#include <string_view>
#include <vector>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

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

class Reader {
 public:
  Reader(const std::string& origin, HeaptrackListener& listener)
      : origin_(origin), listener_(listener) {}

  void read(std::istream& text) {
    for (std::string line; std::getline(text, line);) {
      if (line.size() > 2) take(line[0], std::string_view(line).substr(2));
    }
    if (!is_versioned_) fail("there is no version");
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { fail_of_heaptrack(origin_, what); }

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
        return listener_.allocated(described(number(rest)));
      case '-':
        return listener_.freed(described(number(rest)));
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
    const uint64_t size = number(rest);
    listener_.described(size, frames_of(number(rest)));
    ++kinds_;
  }

  uint64_t described(uint64_t kind) const {
    if (kind >= kinds_) fail("an allocation was never described");
    return kind;
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

  const std::string& origin_;
  HeaptrackListener& listener_;
  bool is_versioned_ = false;
  std::vector<std::string> strings_;
  std::vector<Place> places_;
  std::vector<Call> calls_;
  uint64_t kinds_ = 0;
};

}  // namespace

void read_heaptrack_text(std::istream& text, const std::string& origin,
                         HeaptrackListener& listener) {
  Reader(origin, listener).read(text);
}

void fail_of_heaptrack(const std::string& origin, const std::string& what) {
  throw Error(origin + ": not what heaptrack 1.4 writes: " + what);
}

}  // namespace heapdyno
