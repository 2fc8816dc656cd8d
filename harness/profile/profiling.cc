#include "harness/profile/profiling.h"

#include <utility>

#include "harness/base/error.h"
#include "harness/run/measure.h"

namespace heapdyno {

void record_profiles(Inventory inventory, const std::vector<ProfiledCell>& cells,
                     const ProfilingOptions& options, const std::string& path, std::ostream& log) {
  check_installed(options.tool);
  const PreparedRun run =
      prepare_profiles(std::move(inventory), cells, options.settings, options.tool, log);
  RecordWriter writer(path, RecordWriter::Existing::kRefuse);
  const Facts facts = gather_facts();
  log << run.plan.trials.size() << " profiled trials on " << describe(facts) << std::endl;
  MeasureOptions limits;
  limits.limit = options.limit;
  const ExecuteResult result = measure(run, facts, limits, writer, log);
  if (result.stopped) throw Error("stopped");
  if (result.failures > 0)
    throw Error(std::to_string(result.failures) +
                " attempts of profiled trials failed, for the reasons above");
}

}  // namespace heapdyno
