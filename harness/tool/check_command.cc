#include <cstdlib>

#include "harness/base/interrupts.h"
#include "harness/base/outputs.h"
#include "harness/check/advice.h"
#include "harness/check/check.h"
#include "harness/check/ci.h"
#include "harness/check/program_cells.h"
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
    streams.log << "warning: no call site will be named: " << error.what() << "\n";
    return Sites::kNone;
  }
}

std::vector<CountedTrial> own_trials(const GateOptions& options, const BuildFolder& folder,
                                     Streams streams) {
  return count_cells(take_inventory(folder, Ask::kOneOfEach), options.selection, options.counting,
                     streams.log);
}

std::vector<CountedTrial> program_trial(const GateOptions& options, const BuildFolder& folder,
                                        Streams streams) {
  const InterruptGuard guard;
  CheckedProgram program =
      count_program_to_check(program_of(options, folder), program_counting_of(options, folder));
  for (const std::string& note : program.notes) streams.log << "note: " << note << "\n";
  return {std::move(program.trial)};
}

std::vector<CountedTrial> trials_of(GateOptions options, const BuildFolder& folder,
                                    Streams streams) {
  options.counting.sites = available_sites(options.counting.sites, streams);
  return options.program.empty() ? own_trials(options, folder, streams)
                                 : program_trial(options, folder, streams);
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
  const BuildFolder folder = open_build_folder(options.gate.build);
  const BaselineFolder baselines = baselines_of(options.gate, folder);
  const std::vector<CountedTrial> trials = trials_of(options.gate, folder, streams);
  const GateOptions& gate = options.gate;
  const CheckContext context = {
      day_of(commit_of(gate, folder)),
      gate.program.empty() && gate.selection.is_all(),
      {gate.counting.bounded, {}, accept_arguments(gate.baselines, gate.program)}};
  const CheckReport report = check(trials, baselines, context);
  say(report, options.format, requests, streams);
  return report.exit();
}

}  // namespace heapdyno
