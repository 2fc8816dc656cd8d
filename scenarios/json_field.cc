#include "scenarios/json_field.h"

namespace heapdyno {
namespace {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // Passes `c`, and white space before it; false: something else stands there.
  bool take(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // A string's bytes between its quotes.
  std::optional<std::string_view> string() {
    if (!take('"')) return std::nullopt;
    for (size_t i = 0; i < rest_.size(); ++i) {
      if (rest_[i] == '\\') {
        ++i;
      } else if (rest_[i] == '"') {
        const std::string_view bytes = rest_.substr(0, i);
        rest_.remove_prefix(i + 1);
        return bytes;
      }
    }
    return std::nullopt;
  }

  bool at_string() {
    skip_space();
    return !rest_.empty() && rest_.front() == '"';
  }

  // Up to the comma or brace that ends a value which is no string.
  bool skip_value() {
    int depth = 0;
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"') {
        if (!string()) return false;
        continue;
      }
      if (depth == 0 && (c == ',' || c == '}')) return true;
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      rest_.remove_prefix(1);
    }
    return false;
  }

 private:
  void skip_space() {
    const size_t text = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(text == std::string_view::npos ? rest_.size() : text);
  }

  std::string_view rest_;
};

}  // namespace

std::optional<std::string_view> json_field(std::string_view object, std::string_view field) {
  Scanner scanner(object);
  if (!scanner.take('{')) return std::nullopt;
  do {
    const std::optional<std::string_view> name = scanner.string();
    if (!name || !scanner.take(':')) return std::nullopt;
    if (scanner.at_string()) {
      const std::optional<std::string_view> value = scanner.string();
      if (!value || *name == field) return value;
    } else if (!scanner.skip_value()) {
      return std::nullopt;
    }
  } while (scanner.take(','));
  return std::nullopt;
}

}  // namespace heapdyno
