// A set of toggles as a bit mask: bit i is the i-th toggle of those under study. Pure; any thread.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace heapdyno {

using Set = uint32_t;

constexpr int size_of(Set set) { return std::popcount(set); }
constexpr Set only(int toggle) { return Set{1} << toggle; }
constexpr Set all_of(int toggles) { return only(toggles) - 1; }
constexpr bool contains(Set set, int toggle) { return (set & only(toggle)) != 0; }

// The sets of so many of the toggles, in the order of their numbers.
std::vector<Set> sets_of_size(int size, int toggles);

std::vector<int> members_of(Set set);

}  // namespace heapdyno
