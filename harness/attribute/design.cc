#include "harness/attribute/design.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace heapdyno {
namespace {

constexpr Set letters(const char* word) {
  Set set = 0;
  for (; *word != '\0'; ++word) set |= only(*word - 'A');
  return set;
}

constexpr int kBasicOf16 = 4;
constexpr std::array kGeneratorsOf16 = {letters("BCD"), letters("ACD"), letters("ABC"),
                                        letters("ABD")};
constexpr int kBasicOf128 = 7;
constexpr std::array kGeneratorsOf128 = {letters("ABCG"), letters("BCDE"), letters("ACDF"),
                                         letters("ABCDEFG")};

// Of sums of sixteen to 128 logarithms: what is less is the sums' own, and no effect.
constexpr double kRounding = 1e-12;

bool is_odd(Set set) { return size_of(set) % 2 == 1; }

}  // namespace

Design::Design(int toggles, int basic, std::span<const Set> generators) : toggles_(toggles) {
  const int added = toggles - basic;
  for (Set run = 0; run <= all_of(basic); ++run) {
    runs_.push_back(run);
    for (int i = 0; i < added; ++i) {
      if (is_odd(run & generators[static_cast<size_t>(i)])) runs_.back() |= only(basic + i);
    }
  }
  for (Set product = 1; product <= all_of(added); ++product) {
    Set word = 0;
    for (const int i : members_of(product))
      word ^= generators[static_cast<size_t>(i)] | only(basic + i);
    words_.push_back(word);
  }
}

Design Design::full(int toggles) { return Design(toggles, toggles, {}); }

Design Design::of_16_runs(int toggles) {
  if (toggles <= kBasicOf16) return full(toggles);
  return Design(toggles, kBasicOf16, kGeneratorsOf16);
}

Design Design::of_128_runs(int toggles) { return Design(toggles, kBasicOf128, kGeneratorsOf128); }

int Design::resolution() const {
  int shortest = 0;
  for (const Set word : words_) {
    if (shortest == 0 || size_of(word) < shortest) shortest = size_of(word);
  }
  return shortest;
}

std::vector<Set> Design::aliases(Set set, int most) const {
  std::vector<Set> aliases;
  for (const Set word : words_) {
    if (size_of(set ^ word) <= most) aliases.push_back(set ^ word);
  }
  std::sort(aliases.begin(), aliases.end());
  return aliases;
}

double Design::contrast(Set set, std::span<const double> values) const {
  double sum = 0;
  for (size_t run = 0; run < runs_.size(); ++run)
    sum += is_odd(set & ~runs_[run]) ? -values[run] : values[run];
  const double contrast = sum / static_cast<double>(runs_.size() / 2);
  return std::abs(contrast) < kRounding ? 0 : contrast;
}

}  // namespace heapdyno
