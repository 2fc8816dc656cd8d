// Where a noisy series changes: hierarchical divisive estimation by energy distances, "E-divisive"
// (Matteson and James, "A nonparametric approach for multiple change point analysis of multivariate
// data", Journal of the American Statistical Association 109, 2014), with the exponent 1. It asks for
// no distribution and is not misled by a few outliers; Daly et al. ("The use of change point detection
// to identify software performance regressions in a continuous integration system", ICPE 2020) tell
// how it does on performance. As there, a segment is divided in two at a time.
//
// Of all segments the division with the greatest scaled distance
//   Q = mn/(m+n) (2/(mn) sum |x-y| - 2/(m(m-1)) sum |x-x'| - 2/(n(n-1)) sum |y-y'|)
// of its m values x before and n values y after, pairs counted once, is a change where at most kChangeLevel
// of kPermutations random orders of the values within the segments have one as great; then the next
// is looked for. Pure; any thread.
#pragma once

#include <cstddef>
#include <vector>

namespace heapdyno {

inline constexpr size_t kLeastSegment = 3;  // shorter ones are outliers
inline constexpr double kChangeLevel = 0.05;
inline constexpr int kPermutations = 499;
inline constexpr size_t kLeastValues = 8;  // of fewer, too few orders differ

// The first place of every segment but the first, in order. The same values give the same places.
// None in fewer than kLeastValues. Memory is quadratic in the length.
std::vector<size_t> change_points(const std::vector<double>& values);

}  // namespace heapdyno
