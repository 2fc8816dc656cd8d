// Where records come from: machine, versions, the command that measures them again; and what a
// reader must know before believing them. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "harness/report/compared.h"
#include "harness/report/gathered.h"

namespace heapdyno {

Table provenance_of(const Gathered& gathered, const std::vector<std::string>& files);

// "3 machines, ...": what was measured, in one line.
std::string made_of(const Gathered& gathered);

// What `claims`, `attribute` and `sites` measure has a command of its own.
enum class CampaignKind { kRun, kAttribute, kClaims, kSites };
std::string command_of(const Gathered& gathered, CampaignKind campaign);

// Failed trials, disagreements, cells that do not apply, a missing or an alarming control, too few
// rounds, changes that are not committed, several machines.
std::vector<std::string> warnings_of(const Gathered& gathered, const ComparedCells& compared);

}  // namespace heapdyno
