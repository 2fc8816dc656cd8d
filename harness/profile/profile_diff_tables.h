// The difference of two profiles as tables. Pure; any thread.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/base/table.h"
#include "harness/profile/profile_diff.h"

namespace heapdyno {

// Of each phase and moment the `top` sites that changed most, the others summed up, and the totals.
std::vector<Table> tables_of(const ProfileDiff& diff, size_t top);

}  // namespace heapdyno
