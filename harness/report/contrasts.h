// Which cells of a report are set against each other: those that differ in one thing, an input, the
// store, the variant or the allocator, and the first of its values, the reference. Pure; any
// thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/report/report_cell.h"

namespace heapdyno {

enum class Axis { kInput, kVariant, kStore, kAllocator };

struct Contrast {
  Axis axis = Axis::kVariant;
  std::string before;  // what differs: "baseline"
  std::string after;   // "all"
  ReportCell a;
  ReportCell b;

  std::string name() const { return after + " against " + before; }
};

// In the order of the cells. Where cells of two inputs meet, inputs are what is compared, and
// nothing else; the reference of other stores is the reference engine's first variant.
std::vector<Contrast> contrasts_of(const std::vector<ReportCell>& cells);

// The contrasts by what they compare, the most telling first: inputs, stores, variants, allocators;
// of each the one that compares the most with the reference ("all", else "seed", else the last)
// first.
struct ContrastGroup {
  Axis axis = Axis::kVariant;
  std::string name;
  std::vector<Contrast> contrasts;
};
std::vector<ContrastGroup> groups_of(const std::vector<Contrast>& contrasts);

}  // namespace heapdyno
