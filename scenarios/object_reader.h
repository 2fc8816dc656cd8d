// Reads one JSON object strictly: every key must be known, every value of the expected type and
// range. The first thing wrong is thrown as a Problem; parse_scenario() turns it into a message
// with file and line.
//
// Thread contract: plain value; it borrows the document.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heapdyno {

struct Problem {
  std::string pointer;
  std::string message;
};

// Words to choose from.
class Words : public std::vector<std::string_view> {
 public:
  Words(std::initializer_list<std::string_view> words) : vector(words) {}
  template <size_t N>
  Words(const std::array<std::string_view, N>& words) : vector(words.begin(), words.end()) {}
};

// "did you mean" for a misspelt word: the nearest of `words`, or empty when none is near.
std::string nearest(std::string_view word, const Words& words);

// `what`; did you mean the nearest of `words`, or, when none is near, what they are.
std::string unknown(std::string_view what, std::string_view word, const Words& words);

class ObjectReader {
 public:
  // Throws when `value` is no object or has a key that is not in `keys`.
  ObjectReader(const nlohmann::json& value, std::string pointer, const Words& keys);

  bool has(std::string_view key) const { return object_->contains(key); }
  std::string place(std::string_view key) const { return pointer_ + "/" + std::string(key); }
  const nlohmann::json& at(std::string_view key) const;  // REQUIRES: has(key)

  // The value at `key`, or `otherwise` when there is none.
  uint64_t integer(std::string_view key, uint64_t otherwise, uint64_t min, uint64_t max) const;
  uint32_t small(std::string_view key, uint32_t otherwise, uint32_t min, uint32_t max) const {
    return static_cast<uint32_t>(integer(key, otherwise, min, max));
  }
  double number(std::string_view key, double otherwise, double min, double max) const;
  bool flag(std::string_view key, bool otherwise) const;
  std::string text(std::string_view key, std::string otherwise) const;

  void require(std::string_view key, std::string_view expected) const;  // throws when it is missing
  void forbid(std::string_view key, const std::string& why) const;      // throws when it is there
  [[noreturn]] void fail(std::string_view key, const std::string& message) const;

 private:
  const nlohmann::json* object_;
  std::string pointer_;
};

// Names one of `words` at `pointer`; returns its index or throws with what was expected.
size_t choice(const nlohmann::json& value, const std::string& pointer, const Words& words);

}  // namespace heapdyno
