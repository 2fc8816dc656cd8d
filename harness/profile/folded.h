// Call stacks as folded text, which speedscope, flamegraph.pl and others read: one line
// "frame;frame;frame COUNT" for each stack, outermost first (Brendan Gregg, "The Flame Graph",
// CACM 59(6), 2016). Pure; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <ostream>

#include "harness/profile/profile.h"
#include "harness/stacks/call_stacks.h"

namespace heapdyno {

using Folded = std::map<Stack, uint64_t>;

// The allocations of a profile below its phases and operations: fill;put;DbImpl::put;...
Folded folded(const Profile& profile);

// A ';' or a newline within a frame becomes '_'.
void write_folded(std::ostream& out, const Folded& stacks);
// "frame;frame BEFORE AFTER", which flamegraph.pl takes for a difference.
void write_folded(std::ostream& out, const Folded& before, const Folded& after);

}  // namespace heapdyno
