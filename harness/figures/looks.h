// Looks at a campaign that goes on until it is resolved: after 10, 14 and 20 blocks, each at a level
// of its own, so that looking three times does not detect by chance three times as often.
//
// The 5 % are spent by Lan and DeMets's function of the O'Brien-Fleming kind, a(t) = 2 - 2 Phi(1.96 /
// sqrt t) at t = n / 20: by a look so much has been spent on it and on those before. A look's level is
// what spends that, given that looks at the same rounds agree: the sums of ranks of n rounds and of m
// more are related as a Brownian motion's values are. Were the looks taken for unrelated, the levels
// would be the increments of a(t), 0.0056, 0.0136 and 0.0308: valid as well, but then 3.4 % are
// detected in all where there is no effect, and now 4.4 % (results/calibration.md).
// Source: Lan and DeMets, Biometrika 70 (1983), 659-663. Pure; any thread.
#pragma once

#include <array>

namespace heapdyno {

inline constexpr std::array<int, 3> kLooks = {10, 14, 20};

// The level of the look at so many blocks. What stopped between two looks is judged as at the next,
// and what went on beyond the last as at the last.
double level_of_look(int blocks);

}  // namespace heapdyno
