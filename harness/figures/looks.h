// Looks at a campaign that goes on until it is resolved: after 10, 14, 20, 28 and 40 blocks, each at a
// level of its own, so that looking five times does not detect by chance five times as often.
//
// The 5 % are spent by Kim and DeMets's function a(t) = 0.05 t^1.5 at t = n / 40: by a look so much has
// been spent on it and on those before. A look's level is what spends that, given that looks at the
// same rounds agree: the sums of ranks of n rounds and of m more are related as a Brownian motion's
// values are. Of the power family this one leaves the first look a level that ten rounds can reach
// (the smallest p of ten is 0.002; O'Brien and Fleming's kind would leave it 0.0001).
//
// Most lines have their verdict by 20 rounds. Those whose rounds spread by 4 % do not: on a noisy hour
// 20 find an effect of 3 % in two thirds of them, and 40 in nine of ten (results/calibration.md).
// Sources: Kim and DeMets, Biometrika 74 (1987), 149-154; Lan and DeMets, Biometrika 70 (1983),
// 659-663. Pure; any thread.
#pragma once

#include <array>

namespace heapdyno {

inline constexpr std::array<int, 5> kLooks = {10, 14, 20, 28, 40};

// The level of the look at so many blocks. What stopped between two looks is judged as at the next,
// and what went on beyond the last as at the last.
double level_of_look(int blocks);

}  // namespace heapdyno
