// The two answers on a noisy difference of logarithms, side b against side a, where larger is worse.
//
// Detected: the interval excludes 0; is there a difference at all? The verdict: is it one that
// matters, against a margin? An interval that fits nowhere is inconclusive, never "no change".
//
//   regression    the whole interval lies above   ln(1 + margin)
//   improvement   the whole interval lies below  -ln(1 + margin)
//   equivalent    the whole interval lies between the two
//   inconclusive  all else, and where there is no interval
//
// Pure; any thread.
#pragma once

#include <string_view>

#include "harness/figures/stats.h"

namespace heapdyno {

enum class Verdict { kRegression, kImprovement, kEquivalent, kInconclusive };
std::string_view name_of(Verdict verdict);

struct Judgement {
  bool detected = false;
  Verdict verdict = Verdict::kInconclusive;
  // The relative effect that as many blocks with this spread detect in four cases of five.
  double detectable = 0;
  // The blocks that it would take beyond those that there are, in four cases of five, to say of an
  // effect as large as the one seen on which side of the margin it lies. 0: it is said already.
  int more_blocks = 0;
};

Judgement judge(const SignedRank& result, double margin);

}  // namespace heapdyno
