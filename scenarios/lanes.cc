#include "scenarios/lanes.h"

#include "engine/base/check.h"

namespace heapdyno {
namespace {

// Threads that do the same kinds.
struct Side {
  std::vector<Share> operations;
  uint64_t weight = 0;
  uint32_t threads = 0;
  bool shares_keys = false;  // it changes nothing: each thread reads all of them
};

void add(Side& side, const Share& share) {
  side.operations.push_back(share);
  side.weight += share.weight;
}

// The writers first. A phase without writers has one side.
std::vector<Side> sides_of(const Phase& phase) {
  if (phase.writers == 0) return {{phase.operations, 1, phase.threads, false}};
  Side writers{{}, 0, phase.writers, false};
  Side others{{}, 0, phase.threads - phase.writers, !phase.has(Operation::kHandOver)};
  const bool hands_over = phase.has(Operation::kHandOver);
  for (const Share& share : phase.operations)
    add(!hands_over && phase.changes_data(share.operation) ? writers : others, share);
  return {writers, others};
}

// The nth of `parts` nearly equal parts.
uint64_t part(uint64_t whole, uint32_t parts, uint32_t n) {
  return whole / parts + (n < whole % parts ? 1 : 0);
}

}  // namespace

std::vector<Lane> lanes_of(const Phase& phase, uint64_t draws, uint64_t keys) {
  CHECK(keys >= phase.threads);
  const std::vector<Side> sides = sides_of(phase);
  uint64_t weight = 0;
  for (const Side& side : sides) weight += side.weight;
  std::vector<Lane> lanes;
  uint64_t left = draws;
  for (const Side& side : sides) {
    const bool is_last = &side == &sides.back();
    const uint64_t of_side = is_last ? left : draws * side.weight / weight;
    left -= of_side;
    for (uint32_t i = 0; i < side.threads; ++i) {
      Lane lane{static_cast<uint32_t>(lanes.size()),
                side.operations,
                part(of_side, side.threads, i),
                keys,
                0,
                1};
      if (!side.shares_keys) {
        lane.keys = part(keys, side.threads, i);
        lane.first_key = i;
        lane.step = side.threads;
      }
      lanes.push_back(std::move(lane));
    }
  }
  return lanes;
}

}  // namespace heapdyno
