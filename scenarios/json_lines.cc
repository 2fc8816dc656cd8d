#include "scenarios/json_lines.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

namespace heapdyno {
namespace {

// Hands characters to the parser and counts the lines that it has taken.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, int* line) : at_(at), line_(line) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    if (*at_++ == '\n') ++*line_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  int* line_;
};

// Follows the parser's events with the path of open objects and arrays. A key's event comes when
// its closing quote was taken, an object's when its brace was, so their lines are exact.
class LineRecorder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit LineRecorder(const int* line) : line_(line) {}
  JsonLines take() { return std::move(lines_); }

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(false); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.step = name;
    const std::string place = pointer();
    if (!lines_.line_of.emplace(place, *line_).second && !lines_.duplicate) {
      lines_.duplicate = place;
      lines_.line_of[place] = *line_;
    }
    return true;
  }

 private:
  struct Level {
    bool is_array;
    int index = -1;
    std::string step;
  };

  std::string pointer() const {
    std::string text;
    for (const Level& level : levels_) text += "/" + level.step;
    return text;
  }

  void next_element() {
    if (levels_.empty() || !levels_.back().is_array) return;
    levels_.back().step = std::to_string(++levels_.back().index);
    lines_.line_of.emplace(pointer(), *line_);
  }

  bool value() {
    next_element();
    return true;
  }

  bool open(bool is_array) {
    if (levels_.empty()) lines_.line_of.emplace("", *line_);
    next_element();
    levels_.push_back({is_array, -1, ""});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  const int* line_;
  std::vector<Level> levels_;
  JsonLines lines_;
};

}  // namespace

int JsonLines::find(std::string_view pointer) const {
  while (true) {
    if (const auto at = line_of.find(pointer); at != line_of.end()) return at->second;
    const size_t slash = pointer.rfind('/');
    if (slash == std::string_view::npos) return 1;
    pointer = pointer.substr(0, slash);
  }
}

JsonLines find_json_lines(std::string_view text) {
  int line = 1;
  LineRecorder recorder(&line);
  nlohmann::json::sax_parse(CountingIterator(text.data(), &line),
                            CountingIterator(text.data() + text.size(), &line), &recorder,
                            nlohmann::json::input_format_t::json, /*strict=*/true,
                            /*ignore_comments=*/true);
  return recorder.take();
}

int line_at(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  return 1 + static_cast<int>(std::count(before.begin(), before.end(), '\n'));
}

}  // namespace heapdyno
