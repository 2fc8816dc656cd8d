#include "scenarios/json_field.h"

#include <charconv>

namespace heapdyno {
namespace {

// Goes over the text. Each take_ gives nothing, and leaves the cursor anywhere, where the text does
// not go on so.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  // Past white space.
  char peek() {
    const size_t n = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(n == std::string_view::npos ? rest_.size() : n);
    return rest_.empty() ? '\0' : rest_.front();
  }

  bool take(char wanted) {
    if (peek() != wanted || rest_.empty()) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // What stands between the quotes.
  std::optional<std::string_view> take_string() {
    if (!take('"')) return std::nullopt;
    for (size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '\\') {
        ++i;
      } else if (rest_[i] == '"') {
        const std::string_view string = rest_.substr(0, i);
        rest_.remove_prefix(i + 1);
        return string;
      }
    }
    return std::nullopt;
  }

  // A number, true, false or null; not at the end of the text, where it may have been cut.
  std::optional<std::string_view> take_token() {
    peek();
    const size_t n = rest_.find_first_of(" \t\r\n,:[]{}\"");
    if (n == 0 || n == std::string_view::npos) return std::nullopt;
    const std::string_view token = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return token;
  }

  // An array or an object, by its brackets.
  bool skip_nested() {
    size_t depth = 0;
    do {
      const char c = peek();
      if (c == '"') {
        if (!take_string()) return false;
        continue;
      }
      if (c == '\0') return false;
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') --depth;
      rest_.remove_prefix(1);
    } while (depth != 0);
    return true;
  }

 private:
  std::string_view rest_;
};

struct Value {
  std::optional<std::string_view> scalar;  // nothing: null, an array or an object
};

std::optional<Value> take_value(Cursor& cursor) {
  const char first = cursor.peek();
  if (first == '[' || first == '{')
    return cursor.skip_nested() ? std::optional(Value()) : std::nullopt;
  const auto scalar = first == '"' ? cursor.take_string() : cursor.take_token();
  if (!scalar) return std::nullopt;
  if (first != '"' && *scalar == "null") return Value();
  return Value{scalar};
}

}  // namespace

std::optional<std::string_view> json_field(std::string_view document, std::string_view name) {
  Cursor cursor(document);
  if (!cursor.take('{')) return std::nullopt;
  do {
    const auto member = cursor.take_string();
    if (!member || !cursor.take(':')) return std::nullopt;
    const auto value = take_value(cursor);
    if (!value) return std::nullopt;
    if (*member == name) return value->scalar;
  } while (cursor.take(','));
  return std::nullopt;
}

std::optional<std::string_view> indexed_field(std::string_view document, std::string_view text) {
  const size_t colon = text.find(':');
  const auto field = json_field(document, text.substr(0, colon));
  if (!field || colon == std::string_view::npos) return field;
  size_t bytes = 0;
  std::from_chars(text.data() + colon + 1, text.data() + text.size(), bytes);
  return field->substr(0, bytes);
}

}  // namespace heapdyno
