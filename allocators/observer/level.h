// The level of this build of the observer: one constant, -DHEAPDYNO_OBSERVER_LEVEL=0, 1 or 2, that
// meson.build gives each of the three libraries. What a level adds is told by `if constexpr`, so
// that a lower level does not pay for it.
#pragma once

#ifndef HEAPDYNO_OBSERVER_LEVEL
#error "allocators/observer is built once for each level: list the file in its meson.build"
#endif

namespace heapdyno::observer {

inline constexpr unsigned kLevel = HEAPDYNO_OBSERVER_LEVEL;
static_assert(kLevel <= 2);

inline constexpr bool kCountsUsable = kLevel >= 1;   // L1
inline constexpr bool kFollowsBlocks = kLevel >= 2;  // L2

}  // namespace heapdyno::observer
