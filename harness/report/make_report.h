// A report out of what was gathered. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/claims/claim_list.h"
#include "harness/report/gathered.h"
#include "harness/report/report_data.h"

namespace heapdyno {

// `files` are the inputs by label and name; `claims` those that may have been measured. Throws a
// usage error where no trial succeeded.
ReportData make_report(const Gathered& gathered, const std::vector<std::string>& files,
                       const std::optional<ClaimList>& claims);

}  // namespace heapdyno
