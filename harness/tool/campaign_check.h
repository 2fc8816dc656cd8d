// What a campaign comes to, for the commands that carry one out.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/streams.h"
#include "harness/record/record.h"
#include "harness/run/campaign.h"

namespace heapdyno {

// Says which trials disagree; whether none does.
bool all_agree(const std::vector<Record>& records, Streams streams);

// What it recorded. Throws Stopped when it was stopped before there was any; `out_file` is what the
// user calls its records.
std::vector<Record> records_of(const Campaign& campaign, const std::string& out_file);

// Says which trials disagree or failed: they are the exit code. Throws Stopped when the campaign
// was.
Exit check_campaign(const Campaign& campaign, const std::vector<Record>& records,
                    const std::string& out_file, Streams streams);

}  // namespace heapdyno
