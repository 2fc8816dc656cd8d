#include "harness/check/check.h"
#include "harness/check/report_formats.h"
#include "harness/stacks/profile_tool.h"
#include "harness/tool/commands.h"
#include "harness/tool/gate_inputs.h"

namespace heapdyno {
namespace {

// Call sites say where, so a check without them is one, too.
Sites available_sites(Sites asked, Streams streams) {
  if (asked == Sites::kNone) return asked;
  try {
    check_installed(ProfileTool::kHeaptrack);
    return asked;
  } catch (const Error& error) {
    streams.err << "warning: no call site will be named: " << error.what() << "\n";
    return Sites::kNone;
  }
}

}  // namespace

Exit check_command(const CheckCommandOptions& options, Streams streams) {
  const std::vector<ReportRequest> requests = parse_report_requests(options.reports);
  const Inventory inventory =
      take_inventory(open_build_folder(options.gate.build), Ask::kOneOfEach);
  const BaselineFolder baselines = baselines_of(options.gate.baselines, inventory.folder);
  CountingOptions counting = options.gate.counting;
  counting.sites = available_sites(counting.sites, streams);
  const std::vector<CountedTrial> trials =
      count_cells(inventory, options.gate.selection, counting, streams.err);
  const CheckReport report =
      check(trials, baselines,
            {day_of(git_state(inventory.folder.source)), options.gate.selection.is_all()});
  say_report(report, options.format, requests, streams.out);
  return report.exit();
}

}  // namespace heapdyno
