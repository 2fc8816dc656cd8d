// Small functions on text that several parts of the harness share: splitting
// lists in which braces protect their content, joining, and suggesting the name
// that a user may have meant. Pure; any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heapdyno {

// "a,b{x=1,y=2},c" at ',' gives three parts: a separator within braces does not
// split. Empty parts are dropped.
std::vector<std::string> split_outside_braces(std::string_view text, char separator);

std::string join(std::span<const std::string> parts, std::string_view separator);

// "a, b, c"; of more than `most` the first two: "a, b and 126 more". REQUIRES: most > 2.
std::string listed(std::span<const std::string> names, size_t most);

std::string hexadecimal(uint64_t value);  // 16 digits

// "5.3.0-0-g54eaed1d..." -> "5.3.0": without what a build added.
std::string short_version(const std::string& version);

// "Shows this. And that." -> "Shows this."
std::string first_sentence(const std::string& text);

// Whole words of the text, then "...", where it is longer than `width`.
std::string shortened(const std::string& text, size_t width);

// The text in lines of at most so many characters, divided between words; a longer word is a line.
std::vector<std::string> in_lines(std::string_view text, size_t width);

// As a shell reads it back: as it is where that is safe, else in single quotes.
std::string shell_word(std::string_view text);
std::string in_single_quotes(std::string_view text);

// Whether `a` comes before `b` where runs of digits are numbers: "scan-10" before "scan-9000".
bool comes_before(std::string_view a, std::string_view b);

// A name in that order, for sorted containers.
struct NaturalName {
  std::string text;
  bool operator<(const NaturalName& other) const { return comes_before(text, other.text); }
};

// The known name that is nearest to `name`, or empty when none is near.
std::string nearest(std::string_view name, std::span<const std::string> known);

// "unknown scenario 'fil-random': did you mean 'fill-random'? There are: ...".
std::string unknown_name(std::string_view what, std::string_view name,
                         std::span<const std::string> known);

}  // namespace heapdyno
