// The cells of two sides set against each other.
//
// Cells are paired by every configuration key that neither side's selection names; mode is
// left out, because a metric has its own, and variant where stores are named and one of them has
// none. Where a side names a toggle, all other toggles stand for the variant. What else records say
// (kRecordedKeys) pairs cells only where a row or a column asks for it. Pure.
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

// The cells of two sides, in the order of side a.
struct Pairing {
  std::vector<Pair> whole;
  std::vector<Pair> halves;  // one side has no sample of them
};

// `shown` are the keys of rows and columns. Throws a usage error when a selection matches nothing or
// several configurations in one whole cell, and Error with Exit::kNotComparable when no cell is whole.
Pairing pair_sides(const std::vector<Sample>& samples, const Selection& a, const Selection& b,
                   const Selection& filter, const std::vector<std::string>& shown);

// kKeys, then what else these pairs were paired by.
std::vector<std::string> keys_of(const std::vector<Pair>& pairs);

// "scenario:scan phase:scan alloc:glibc"
std::string spell(const CellKeys& keys);

}  // namespace heapdyno
