// The trials of a bisection: each variant counted once, and profiled where its count changed.
// Thread contract: as measure().
#pragma once

#include <chrono>
#include <ostream>
#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/bisect/counts.h"
#include "harness/builds/inventory.h"
#include "harness/profile/profile.h"

namespace heapdyno {

struct TrialLimits {
  std::string data = "/dev/shm";    // folder for the stores' files
  std::chrono::seconds limit{120};  // of one process
};

// Of these variants, by canonical name, under glibc, in their order; those that are missing or
// stale are built first, all at once. Throws Error where one cannot be built or counted, and when
// it is interrupted.
std::vector<Counts> count_variants(const Inventory& inventory,
                                   const std::vector<std::string>& variants,
                                   const WhatIsCounted& counted, const TrialLimits& limits,
                                   std::ostream& log);

// By heaptrack. Throws likewise, and Error where it is not installed.
Profile profile_variant(const Inventory& inventory, const std::string& variant,
                        const WhatIsCounted& counted, const TrialLimits& limits, std::ostream& log);

// What differs between two profiles, of the phases that changed.
std::vector<Table> site_tables(const Profile& before, const Profile& after,
                               const std::vector<ChangedCount>& changed, const Metric& metric,
                               size_t top);

}  // namespace heapdyno
