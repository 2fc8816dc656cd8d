// Did all trials do the same work? What must hold within the records of a run:
//
// 1. Operations and answers: every trial of a scenario, in every mode, has the
//    same digests phase by phase, where the phase applies to both stores. The
//    null store gives no answers.
// 2. Physical work: every variant of a store does what the baseline does, but
//    for what a toggle that is on is known to change.
// 3. Counts: of one build of the store, the same under every allocator and in
//    every repetition, scope by scope, calls, bytes and histogram.
// 4. What is alive: of one build of heapdyno's engine, requested bytes at every
//    moment looked at, at the end of each phase and at its peak, likewise.
//
// Of a store whose counts are bounded (metrics.h) 2 and 3 hold for the totals of
// a phase, within its tolerance or, in a small phase, a few calls and one page.
//
// A build that does other work is an error, not a measurement. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

// One sentence for each disagreement, naming both sides; at most one for each
// scenario and rule. Empty: all agree. Trials that did not succeed are left out.
std::vector<std::string> disagreements(const std::vector<Record>& records);

}  // namespace heapdyno
