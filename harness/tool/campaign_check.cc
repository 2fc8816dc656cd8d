#include "harness/tool/campaign_check.h"

#include "harness/compare/agreement.h"

namespace heapdyno {

bool all_agree(const std::vector<Record>& records, Streams streams) {
  const std::vector<std::string> errors = disagreements(records);
  for (const std::string& error : errors) streams.err << "error: " << error << "\n";
  return errors.empty();
}

void print_alarms(const std::vector<ControlResult>& controls, Streams streams) {
  for (const std::string& alarm : control_alarms(controls))
    streams.err << "warning: " << alarm << "\n";
}

Exit check_campaign(const Campaign& campaign, const std::vector<Record>& records,
                    const std::string& out_file, Streams streams) {
  const ExecuteResult& result = campaign.result;
  const bool same = all_agree(records, streams);
  if (result.failures > 0) {
    streams.err << "error: " << result.failures << " attempts of trials failed, " << result.missing
                << " trials have no result; their records say why\n";
  }
  if (result.stopped) {
    throw Error("stopped; what was recorded is whole. Continue with --resume --out " + out_file);
  }
  return same && result.failures == 0 ? Exit::kFine : Exit::kFailed;
}

}  // namespace heapdyno
