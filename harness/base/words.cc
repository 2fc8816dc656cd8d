#include "harness/base/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <numeric>

namespace heapdyno {
namespace {

// Levenshtein's distance, one row at a time.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 0; i < a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const size_t above = row[j + 1];
      const size_t replace = diagonal + (a[i] == b[j] ? 0 : 1);
      row[j + 1] = std::min({above + 1, row[j] + 1, replace});
      diagonal = above;
    }
  }
  return row.back();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Takes one character off the text, or the number that it begins with, without leading zeros.
std::string_view next_part(std::string_view& text) {
  size_t size = 1;
  if (is_digit(text[0])) {
    while (size < text.size() && is_digit(text[size])) ++size;
  }
  std::string_view part = text.substr(0, size);
  text.remove_prefix(size);
  while (part.size() > 1 && part[0] == '0') part.remove_prefix(1);
  return part;
}

}  // namespace

std::vector<std::string> split_outside_braces(std::string_view text, char separator) {
  std::vector<std::string> parts;
  std::string part;
  int depth = 0;
  const auto finish = [&] {
    if (!part.empty()) parts.push_back(std::move(part));
    part.clear();
  };
  for (const char c : text) {
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (c == separator && depth == 0) {
      finish();
    } else {
      part.push_back(c);
    }
  }
  finish();
  return parts;
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string listed(std::span<const std::string> names, size_t most) {
  constexpr size_t kExamples = 2;
  if (names.size() <= most) return join(names, ", ");
  return join(names.first(kExamples), ", ") + " and " + std::to_string(names.size() - kExamples) +
         " more";
}

std::string hexadecimal(uint64_t value) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(value));
  return text.data();
}

std::string short_version(const std::string& version) {
  return version.substr(0, version.find("-0-g"));
}

std::string first_sentence(const std::string& text) {
  const size_t stop = text.find(". ");
  return stop == std::string::npos ? text : text.substr(0, stop + 1);
}

std::string shortened(const std::string& text, size_t width) {
  if (text.size() <= width) return text;
  const size_t space = text.rfind(' ', width - 3);
  return text.substr(0, space == std::string::npos ? width - 3 : space) + "...";
}

std::vector<std::string> in_lines(std::string_view text, size_t width) {
  std::vector<std::string> lines;
  while (text.size() > width) {
    size_t end = text.rfind(' ', width);
    if (end == std::string_view::npos) end = text.find(' ');
    if (end == std::string_view::npos) break;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.emplace_back(text);
  return lines;
}

std::string in_single_quotes(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string shell_word(std::string_view text) {
  const bool is_safe = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-./:=,+@%").find(c) != std::string_view::npos;
  });
  return is_safe ? std::string(text) : in_single_quotes(text);
}

bool comes_before(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::string_view x = next_part(a);
    const std::string_view y = next_part(b);
    if (x == y) continue;
    const bool numbers = is_digit(x[0]) && is_digit(y[0]);
    if (numbers && x.size() != y.size()) return x.size() < y.size();
    return x < y;
  }
  return a.empty() && !b.empty();
}

std::string nearest(std::string_view name, std::span<const std::string> known) {
  std::string best;
  size_t best_distance = std::max<size_t>(2, name.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string unknown_name(std::string_view what, std::string_view name,
                         std::span<const std::string> known) {
  std::string text = "unknown " + std::string(what) + " '" + std::string(name) + "'";
  const std::string suggestion = nearest(name, known);
  if (!suggestion.empty()) text += ": did you mean '" + suggestion + "'?";
  text += suggestion.empty() ? "; there are: " : " There are: ";
  return text + (known.empty() ? "none" : join(known, ", "));
}

}  // namespace heapdyno
