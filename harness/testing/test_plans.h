// For tests: a plan to carry out.
#pragma once

#include "harness/record/plan.h"

namespace heapdyno {

// Two scenarios counted under two arms, of which the first is timed in two rounds.
inline Plan small_plan() {
  PlanRequest request;
  request.scenarios = {{"fill", "{}", "1", 1}, {"scan", "{}", "2", 1}};
  request.arms = {{"reference", "baseline", parse_allocator("glibc")},
                  {"reference", "all", parse_allocator("glibc")}};
  request.timed = {"fill"};
  request.rounds = 2;
  return make_plan(request);
}

}  // namespace heapdyno
