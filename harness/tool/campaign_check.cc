#include "harness/tool/campaign_check.h"

#include "harness/base/error.h"
#include "harness/base/json_file.h"
#include "harness/compare/agreement.h"
#include "harness/record/record_file.h"

namespace heapdyno {

bool all_agree(const std::vector<Record>& records, Streams streams) {
  const std::vector<std::string> errors = disagreements(records);
  for (const std::string& error : errors) streams.err << "error: " << error << "\n";
  return errors.empty();
}

std::vector<Record> records_of(const Campaign& campaign, const std::string& out_file) {
  if (campaign.result.stopped && text_of_file(campaign.path).empty()) throw Stopped(out_file);
  return read_records(campaign.path);
}

Exit check_campaign(const Campaign& campaign, const std::vector<Record>& records,
                    const std::string& out_file, Streams streams) {
  const ExecuteResult& result = campaign.result;
  const bool same = all_agree(records, streams);
  if (result.failures > 0) {
    streams.err << "error: " << result.failures << " attempts of trials failed, " << result.missing
                << " trials have no result; their records say why\n";
  }
  if (result.stopped) throw Stopped(out_file);
  return same && result.failures == 0 ? Exit::kFine : Exit::kFailed;
}

}  // namespace heapdyno
