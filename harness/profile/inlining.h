// Makes the call stacks of two builds of one program comparable by call site.
//
// Functions are named in both as call_stacks.h does, without lines or addresses, and an inlined one
// is a frame like any other as long as the debug information has it. What is left is a function
// that leaves no frame in one of the builds, such as one whose call of operator new became a jump:
// what it allocates then stands with its caller. It shows as a path of one to three functions that
// only one build has, while the caller has exactly as many allocations and bytes more in the other.
// Such a path is folded into its caller; totals stay as they are. What does not come out even is
// left alone: it is a difference.
// Pure; any thread.
#pragma once

#include "harness/stacks/call_stacks.h"

namespace heapdyno {

struct TwoBuilds {
  CallStacks a;
  CallStacks b;
};

TwoBuilds without_inlining(CallStacks a, CallStacks b);

}  // namespace heapdyno
