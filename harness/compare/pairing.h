// The cells of two sides set against each other, and the reasons not to.
//
// Cells are paired by every key that neither side's selection names; mode is
// left out, because a metric has its own, and variant where stores are named and one of them has
// none. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/figures/cells.h"

namespace heapdyno {

// The two sides of one line.
struct Pair {
  CellKeys keys;  // that both sides share
  std::vector<Sample> a;
  std::vector<Sample> b;
};

// In the order of side a; cells that one side lacks are left out. Throws a usage
// error when a selection matches nothing or several configurations in one cell,
// and Error with Exit::kNotComparable when no cell is common or a pair did not
// do the same work with the same compiler and seed.
std::vector<Pair> pair_sides(const std::vector<Sample>& samples, const Selection& a,
                             const Selection& b, const Selection& filter);

// Throws Error with Exit::kNotComparable unless the timed samples of both sides
// are of one machine.
void check_same_machine(const Pair& pair);

// "scenario:scan phase:scan alloc:glibc"
std::string spell(const CellKeys& keys);

// The value of a key, or "".
std::string at(const CellKeys& keys, const std::string& key);

}  // namespace heapdyno
