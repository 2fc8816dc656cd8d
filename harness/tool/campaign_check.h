// What a campaign comes to, for the commands that carry one out.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/streams.h"
#include "harness/figures/control.h"
#include "harness/record/record.h"
#include "harness/run/campaign.h"

namespace heapdyno {

// Says which trials disagree; whether none does.
bool all_agree(const std::vector<Record>& records, Streams streams);

// Warns of metrics whose A/A control says that their intervals are not to be trusted.
void print_alarms(const std::vector<ControlResult>& controls, Streams streams);

// Says which trials disagree or failed: they are the exit code. Throws Error when the campaign was
// stopped; `out_file` is what the user calls its records.
Exit check_campaign(const Campaign& campaign, const std::vector<Record>& records,
                    const std::string& out_file, Streams streams);

}  // namespace heapdyno
