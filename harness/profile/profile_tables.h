// A profile as tables. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/profile/profile.h"

namespace heapdyno {

// Of each phase the first `top` sites of each operation by allocations and the first `top` of all
// by temporary allocations; of each moment the first `top` by bytes. What is left out is summed up.
std::vector<Table> tables_of(const Profile& profile, size_t top);

// What tables of a profile by a tool that does not tells_order() say beneath.
inline constexpr char kSumsAlone[] =
    "jemalloc's profile has sums alone: no peak and no temporary allocations (--tool heaptrack "
    "has). Bytes are those of its size classes";

std::string more_sites(size_t sites);  // "(12 more sites)"

}  // namespace heapdyno
