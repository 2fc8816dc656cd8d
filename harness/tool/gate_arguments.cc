// The gate's commands, as they are typed.
#include "harness/tool/arguments.h"

namespace heapdyno {
namespace {

// What is counted, and where its baseline is. The program.
CLI::Option* add_cells(CLI::App& command, Typed& typed, GateOptions& gate) {
  CLI::Option* const program =
      command
          .add_option("PROGRAM", gate.program,
                      "a program of yours and its arguments, after --; default: our own scenarios")
          ->option_text("PROGRAM ARGUMENT...");
  for (CLI::Option* const option :
       {add_names(command, "--scenario", typed.scenarios,
                  "names or paths; default: all in which one thread works"),
        add_names(command, "--variant", typed.variants, "names or sets; default: baseline,all"),
        add_names(command, "--filter", gate.selection.filter,
                  "of the cells so chosen those that match, e.g. 'scenario:ycsb-a variant:all'")})
    option->excludes(program);
  add_names(command, "--metric", typed.metrics,
            "bounded metrics besides, within their tolerance, under glibc: instructions/op "
            "(valgrind), minor_faults, ...");
  command.add_flag("--no-sites", typed.no_sites, "without call sites, which heaptrack finds");
  command
      .add_option("--baseline", gate.baselines,
                  "folder of the baselines; default: results/baselines of the checkout, of a "
                  "program .heapdyno in the current folder")
      ->option_text("DIR");
  add_time_limit(command, gate.counting.time_limit_seconds);
  add_data(command, gate.counting.data);
  add_build(command, gate.build);
  return program;
}

void add_check(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand(
      "check", "fail when a change allocates more than the baseline, and say where");
  CheckCommandOptions& check = typed.check;
  CLI::Option* const program = add_cells(command, typed, check.gate);
  add_names(command, "--alloc", typed.allocators,
            "count under these; default: glibc, as the counts are the same under all; a program "
            "has its own")
      ->excludes(program);
  command
      .add_option("--format", typed.format, "text, md, json, junit, sarif, github, gitlab, comment")
      ->option_text("FORMAT");
  command
      .add_option("--report", check.reports,
                  "a report besides, e.g. junit=check.xml; may be repeated")
      ->allow_extra_args(false)
      ->option_text("FORMAT=FILE");
}

void add_accept(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand(
      "accept",
      "make what is counted the baseline, for a reason; each cell is run five times and more");
  AcceptOptions& accept = typed.accept;
  add_cells(command, typed, accept.gate);
  command.add_option("--reason", accept.reason, "why; it stands in the baseline")
      ->required()
      ->option_text("TEXT");
  command
      .add_option("--expires", accept.expires,
                  "the last day on which it holds: a commit of a later one fails the check")
      ->option_text("DATE");
  command.add_flag("--leave-out", accept.leave_out,
                   "leave allocations that are not the same in all runs out of every check");
}

void add_selftest(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand(
      "selftest", "whether the gate catches what it is there for: a fault for each of its checks");
  add_format(command, typed);
  add_build(command, typed.selftest.build);
}

}  // namespace

void add_gate_commands(CLI::App& app, Typed& typed) {
  add_check(app, typed);
  add_accept(app, typed);
  add_selftest(app, typed);
}

}  // namespace heapdyno
