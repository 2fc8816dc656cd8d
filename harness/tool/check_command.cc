#include <cstdlib>

#include "harness/base/outputs.h"
#include "harness/check/check.h"
#include "harness/check/ci.h"
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

// Printed, into the files that were asked for, and, where a CI system listens, to it.
void say(const CheckReport& report, CheckFormat format, const std::vector<ReportRequest>& requests,
         Streams streams) {
  for (const ReportRequest& request : requests) {
    write_output(request.path,
                 [&](std::ostream& out) { write_report(report, request.format, out); });
  }
  write_report(report, format, streams.out);
  if (format == CheckFormat::kText)
    say_to_ci(report, ci_environment([](const char* name) { return std::getenv(name); }), requests,
              streams.out);
}

}  // namespace

Exit check_command(const CheckCommandOptions& options, Streams streams) {
  std::vector<ReportRequest> requests;
  for (const std::string& text : options.reports) requests.push_back(parse_report_request(text));
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
  say(report, options.format, requests, streams);
  return report.exit();
}

}  // namespace heapdyno
