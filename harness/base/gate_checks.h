// The checks that the gate is made of, each of which the selftest sees at work. Tests skip one at a
// time, to see that the selftest then fails; no command skips any. Plain values; any thread.
#pragma once

#include <set>

namespace heapdyno {

enum class GateCheck {
  kFigures,      // an exact figure against its baseline
  kBlocksAlive,  // blocks made less blocks freed, likewise
  kWork,         // the digests of operations and answers, likewise
  kFailures,     // a trial that failed
  kAllocator,    // the proof of which allocator answers
  kSelection,    // a selection that picks nothing
  kTimes,        // compare --gate on noisy metrics
  kCosts,        // and on counted ones
};

using SkippedChecks = std::set<GateCheck>;

inline constexpr GateCheck kGateChecks[] = {
    GateCheck::kFigures,   GateCheck::kBlocksAlive, GateCheck::kWork,  GateCheck::kFailures,
    GateCheck::kAllocator, GateCheck::kSelection,   GateCheck::kTimes, GateCheck::kCosts};

constexpr const char* name_of(GateCheck check) {
  constexpr const char* kNames[] = {"figures",   "blocks alive", "work",  "failures",
                                    "allocator", "selection",    "times", "costs"};
  return kNames[static_cast<int>(check)];
}

}  // namespace heapdyno
