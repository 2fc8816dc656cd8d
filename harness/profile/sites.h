// The table of sites: what each toggle saves in the functions where it does something, and the
// walks: what each step of an operation allocates. Both from records of mode profile.
// Pure; any thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/base/table.h"
#include "harness/profile/site_list.h"
#include "harness/record/record.h"
#include "harness/run/prepare.h"

namespace heapdyno {

// What is known of a place in one state. In all: of the phase; here: in the functions of the site,
// without what a more inner function of another site of the toggle at that place allocates.
struct SiteFigures {
  uint64_t operations = 0;
  Allocated here;
  Allocated in_all;
  uint64_t bytes_copied = 0;
  std::set<std::string> seen;  // those of the functions that are on a stack
};

// In the state in which these toggles are on, or off of all. Throws Error where no record has it.
SiteFigures figures_of(const Site& site, const std::set<std::string>& toggles, const SiteList& list,
                       const std::vector<Record>& records);

// What has to be profiled for all sites and walks; a variant is a set of toggles, "baseline" or
// "seed".
std::vector<ProfiledCell> cells_of(const SiteList& list);

Table site_table(const SiteList& list, const std::vector<Record>& records);
// Baseline beside seed.
Table walk_table(const Walk& walk, const std::vector<Record>& records);

}  // namespace heapdyno
