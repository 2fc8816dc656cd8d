// Does the procedure of `compare` keep its promises on a machine? A/A campaigns of that machine are
// held against it as they are, and as many simulated ones as one likes, with effects injected
// (simulate.h).
//
// Bounds. Without an effect at most 5 % are detected: of the real comparisons, of those simulated at
// 12 rounds and under looks, of families under Holm, and of the detections under Benjamini and
// Hochberg. Going on until there is a verdict, 3 % slower is detected and 5 % slower called a
// regression in 95 % at least. 5 % slower is never called equivalent. What a comparison says that it
// detects in four cases of five, by a formula for normal noise, it does in three of four at least.
// Twelve rounds have the same power as their aim: whether they reach it is up to the machine, so that
// it is shown as met or missed and breaks no promise. Pure; any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/base/table.h"
#include "harness/calibrate/simulate.h"

namespace heapdyno {

struct CalibrationOptions {
  int campaigns = 200;  // to simulate
  uint64_t seed = 1;
  Estimator estimator = signed_rank;
};

struct Calibration {
  std::vector<Table> tables;  // promises, cells, recordings
  bool holds = true;          // every bound
};

// Throws Error with Exit::kNotComparable where there is no material (noise.h).
Calibration calibrate(const std::vector<Record>& records, const CalibrationOptions& options);

}  // namespace heapdyno
