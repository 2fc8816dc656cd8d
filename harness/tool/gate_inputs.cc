#include "harness/tool/gate_inputs.h"

#include "harness/run/measure.h"

namespace heapdyno {

BaselineFolder baselines_of(const std::string& option, const BuildFolder& folder) {
  return BaselineFolder(option.empty() ? folder.source + "/results/baselines" : option);
}

std::string day_of(const std::optional<GitState>& git) {
  return git ? git->date : utc_now("%Y-%m-%d");
}

}  // namespace heapdyno
