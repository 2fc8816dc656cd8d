// Samples of the reference store by the set of toggles that was on. Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/attribute/factors.h"
#include "harness/base/error.h"
#include "harness/figures/cells.h"

namespace heapdyno {

// Of one phase under one allocator. Borrows the records.
struct SetSamples {
  std::string scenario;
  std::string phase;
  std::string alloc;
  std::map<Set, std::vector<Sample>> of;
};

// Of this mode, in the order of the records, without what was not applicable. Throws Error with
// Exit::kNotComparable where sets of a phase do not share what they must (conditions.h).
std::vector<SetSamples> samples_by_set(const std::vector<Record>& records, Mode mode,
                                       const std::vector<Factor>& factors);

// The samples of all sets, and "get-hit, get under glibc".
std::vector<Sample> of_all_sets(const SetSamples& samples);
std::string where(const SetSamples& samples);

std::vector<Set> missing_sets(const SetSamples& samples, const std::vector<Set>& needed);

// What to say of sets that are missing: Exit::kNotComparable, with their names and the command that
// measures them; `options` is the rest of that command.
Error missing_error(const SetSamples& samples, const std::vector<Set>& needed,
                    const std::vector<Factor>& factors, const std::string& options);

}  // namespace heapdyno
