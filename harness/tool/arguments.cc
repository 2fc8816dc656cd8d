#include "harness/tool/arguments.h"

#include "harness/base/words.h"
#include "harness/figures/conditions.h"
#include "harness/tool/command_tree.h"
#include "harness/tool/help.h"

namespace heapdyno {

CLI::Option* add_format(CLI::App& command, Typed& typed) {
  return command.add_option("--format", typed.format, "text, md, csv or json")
      ->option_text("FORMAT");
}

void add_build(CLI::App& command, std::string& build) {
  command
      .add_option("--build", build,
                  "a build folder, or the prefix of an installed tree; default: the tool's own")
      ->option_text("DIR");
}

CLI::Option* add_time_limit(CLI::App& command, int& seconds) {
  return command.add_option("--time-limit", seconds, "seconds for one process")
      ->check(CLI::Range(1, 86400));
}

CLI::Option* add_data(CLI::App& command, std::string& folder) {
  return command.add_option("--data", folder, "folder for the stores' files; default: /dev/shm")
      ->option_text("DIR");
}

void add_filter(CLI::App& command, std::vector<std::string>& words, const char* what) {
  command.add_option("--filter", words, what)->allow_extra_args(false)->option_text("WORDS");
}

CLI::Option* add_names(CLI::App& command, const char* name, std::vector<std::string>& value,
                       const char* what) {
  return command.add_option(name, value, what)->allow_extra_args(false)->option_text("NAME,...");
}

namespace {

using Options = std::vector<CLI::Option*>;

// What has no say where records are only read is refused rather than ignored.
void exclude(CLI::Option* in, const Options& options) {
  for (CLI::Option* const option : options) option->excludes(in);
}

CLI::Option* add_inputs(CLI::App& command, std::vector<std::string>& inputs, const char* what) {
  return command.add_option("--in", inputs, what)->allow_extra_args(false)->option_text("FILE");
}

// What scenarios are settled with.
Options add_settings(CLI::App& command, Typed& typed) {
  return {
      command
          .add_option("-p,--param", typed.parameters, "a parameter of the scenarios that have it")
          ->allow_extra_args(false)
          ->option_text("NAME=NUMBER"),
      command.add_option("--scale", typed.scale, "multiplies the counts of operations and keys")
          ->option_text("NUMBER"),
      command.add_option("--size", typed.size, "full, or gate: the smallest that is a test")
          ->option_text("SIZE")};
}

void add_list(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("list", "what there is to run");
  command.add_option(
      "TOPIC", typed.list.topic,
      "allocators, variants, toggles, scenarios, phases, stores or claims; default: all");
  command.add_flag("--names", typed.list.names, "names of the topic alone, a line each");
  add_format(command, typed);
  add_build(command, typed.list.build);
}

CLI::Option* add_rounds(CLI::App& command, Typed& typed) {
  return command.add_option("--rounds", typed.rounds, "rounds of timed trials; 0: counting only")
      ->check(CLI::Range(0, 10000));
}

// Of commands that measure and record that.
Options add_record_options(CLI::App& command, Typed& typed, RunOptions& run) {
  return {command.add_option("--seed", run.seed, "of the order of trials and of the stores"),
          command
              .add_option("--out", run.out_file,
                          "record file; default: a new one in the checkout's results/runs; of an "
                          "installed heapdyno in ./heapdyno-runs")
              ->option_text("FILE"),
          command.add_flag("--resume", typed.resume, "continue the run that --out records"),
          add_time_limit(command, run.time_limit_seconds), add_data(command, run.data)};
}

void add_run(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("run", "measure, record, and print a summary");
  RunOptions& run = typed.run;
  const auto list = [&](const char* name, std::vector<std::string>& value, const char* what) {
    add_names(command, name, value, what);
  };
  list("--alloc", typed.allocators,
       "NAME, NAME=/path/lib.so or 'NAME{VARIABLE=value}'; default: all");
  list("--variant", typed.variants,
       "a name or a set such as arena=fresh+preallocate; default: baseline,all");
  list("--scenario", typed.scenarios,
       "names or paths, e.g. 'fill-random{keys=1000,scale=0.1}'; default: all");
  add_settings(command, typed);
  list("--store", typed.stores, "reference, leveldb, rocksdb, lmdb; default: reference");
  list("--filter", run.filter, "of the cells so chosen those that match, e.g. 'mode:count'");
  CLI::Option* const rounds = add_rounds(command, typed);
  add_record_options(command, typed, run);
  CLI::Option* const until =
      command
          .add_option("--until", typed.until,
                      "resolved: rounds go on, to 40 at most, until each line has a verdict")
          ->option_text("WHAT")
          ->check(CLI::IsMember({"resolved"}))
          ->excludes(rounds);
  CLI::Option* const layouts =
      command
          .add_option("--layouts", run.layouts,
                      "link each executable so many times, its functions in another order each "
                      "time, and deal the timed rounds to them in turn")
          ->check(CLI::Range(2, 100));
  CLI::Option* const open_loop =
      command
          .add_option("--open-loop", run.loads,
                      "instead of all else: calls by a schedule, at these percentages of what the "
                      "first configuration does in a closed loop")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->option_text("PERCENT,...")
          ->check(CLI::Range(1, 200))
          ->excludes(until);
  const auto trials = [&](const char* name, int& value, int most, const char* what) {
    command.add_option(name, value, what)->check(CLI::Range(0, most))->excludes(open_loop);
  };
  trials("--counts", run.counts, 1000, "counting trials for each cell; 0: timing only");
  trials("--live", run.live, 100,
         "trials for each cell that follow every block: live bytes and lifetimes");
  trials("--instructions", run.instructions, 100,
         "trials for each cell that count instructions under cachegrind");
  trials("--memory", run.memory, 1000, "rounds of trials that look at memory");
  command.add_flag("--quick", typed.quick, "three scenarios, counted: seconds")
      ->excludes(open_loop)
      ->excludes(layouts)
      ->excludes(until);
  command.add_flag("--dry-run", typed.show_plan, "print the plan, run nothing");
  add_format(command, typed);
  add_build(command, run.build);
}

void add_compare(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("compare", "set one selection against another");
  CompareCommandOptions& compare = typed.compare;
  command.add_option("A", compare.a, "a selection, e.g. 'variant:baseline', or a label of --in")
      ->required();
  command.add_option("B", compare.b, "likewise")->required();
  add_inputs(command, compare.inputs,
             "record file or Google Benchmark's JSON, or label=FILE; default: the newest run");
  add_filter(command, compare.filter, "on both sides, e.g. 'scenario:scan'");
  command.add_option("--row", compare.row, "keys that make a row, e.g. 'scenario phase'")
      ->option_text("WORDS");
  command.add_option("--col", compare.col, "keys that make a column, e.g. 'alloc'")
      ->option_text("WORDS");
  command.add_option("--metric", typed.metrics, "metrics to compare")
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command.add_option("--gate", typed.gates, "exit 3 where one of these metrics is worse in B")
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command
      .add_option("--margin", compare.margin,
                  "what is too little to matter of a noisy metric; default: 2, of memory 1")
      ->option_text("PERCENT");
  command
      .add_option("--accept", compare.accept,
                  "what may differ all the same: " + join(Conditions::kKinds, ", "))
      ->allow_extra_args(false)
      ->option_text("NAME,...");
  command.add_flag("--strict", compare.strict,
                   "refuse timed metrics of a busy, throttled or slowed-down machine");
  add_format(command, typed);
  add_build(command, compare.build);
}

void add_attribute(CLI::App& app, Typed& typed) {
  CLI::App& command =
      *app.add_subcommand("attribute", "what each toggle and each pair of toggles is worth");
  AttributeOptions& attribute = typed.attribute;
  RunOptions& run = attribute.run;
  const auto list = [&](const char* name, std::vector<std::string>& value, const char* what) {
    command.add_option(name, value, what)->allow_extra_args(false)->option_text("NAME,...");
  };
  command
      .add_option("--toggles", attribute.toggles,
                  "seed, all, or some such as arena=fresh,zero_copy; default: seed")
      ->option_text("NAME,...");
  list("--metric", typed.metrics,
       "exact: allocs/op (the default), bytes_copied/op, ...; with --rounds ns/op, rss_anon, ...");
  list("--alloc", typed.allocators,
       "the first counts every set, the others 16 that must be equal; default: all");
  list("--scenario", typed.scenarios, "names or paths; default: six, three with --rounds");
  const Options settings = add_settings(command, typed);
  CLI::Option* const rounds =
      command
          .add_option("--rounds", typed.rounds,
                      "instead of counting: rounds of 16 sets under each allocator, timed")
          ->check(CLI::Range(1, 10000));
  command
      .add_option("--interactions", attribute.interactions,
                  "a table of so many of the largest, beside those in words")
      ->check(CLI::Range(0, 100000));
  CLI::Option* const in =
      add_inputs(command, attribute.inputs, "records to print from; default: measure now");
  exclude(in, settings);
  exclude(in, {rounds});
  exclude(in, add_record_options(command, typed, run));
  add_format(command, typed);
  add_build(command, run.build);
}

void add_calibrate(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand(
      "calibrate", "whether compare keeps its promises on a machine, by its A/A campaigns");
  CalibrateOptions& calibrate = typed.calibrate;
  add_inputs(command, calibrate.inputs, "record file of timed campaigns; default: the newest run");
  command.add_option("--campaigns", calibrate.campaigns, "to simulate from their noise")
      ->check(CLI::Range(1, 100000));
  command.add_option("--seed", calibrate.seed, "of the simulated campaigns");
  add_format(command, typed);
  add_build(command, calibrate.build);
}

void add_show(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("show", "what records say about one thing");
  ShowOptions& show = typed.show;
  command.add_option("TOPIC", show.topic,
                     "summary, memory, curve, lifetimes, advice, instructions, latency or "
                     "repeatability; default: summary");
  add_inputs(command, show.inputs, "record file; default: the newest run");
  add_filter(command, show.filter, "e.g. 'scenario:scan alloc:glibc'");
  add_format(command, typed);
  add_build(command, show.build);
}

void add_export(CLI::App& app, Typed& typed) {
  CLI::App& command =
      *app.add_subcommand("export", "records as another tool's file, or as a smaller one");
  ExportOptions& exported = typed.exported;
  command
      .add_option(
          "FORMAT", exported.kind,
          "go (for benchstat), google (for Google Benchmark's compare.py), csv (every figure "
          "of every trial) or times: timed trials without latencies, to keep and compare")
      ->required();
  add_inputs(command, exported.inputs, "record file, or label=FILE; default: the newest run");
  add_filter(command, exported.filter, "e.g. 'variant:all alloc:glibc'");
  command.add_option("--out", exported.out_file, "the file to be written; default: it is printed")
      ->option_text("FILE");
  add_build(command, exported.build);
}

void add_sites(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("sites", "where each toggle saves what, by call stack");
  SitesOptions& sites = typed.sites;
  command.add_option("--walk", sites.walk, "the steps of an operation instead: put, get, ...")
      ->option_text("NAME");
  CLI::Option* const in =
      command.add_option("--in", sites.in_file, "records to print from; default: profile now")
          ->option_text("FILE");
  command.add_option("--out", sites.out_file, "record file; default: the records are not kept")
      ->option_text("FILE")
      ->excludes(in);
  add_format(command, typed);
  add_build(command, sites.build);
}

void add_scenario(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("scenario", "look at scenarios");
  command.require_subcommand(1);
  ScenarioOptions& scenario = typed.scenario;
  CLI::App& show =
      *command.add_subcommand("show", "print it with its numbers settled: a file that can be run");
  CLI::App& check = *command.add_subcommand("check", "say whether these files are scenarios");
  CLI::App& gate =
      *command.add_subcommand("gate", "find its gate size: count it at smaller and smaller scales");
  show.add_option("NAME", scenario.names, "a name or path, e.g. 'fill-random{keys=1000}'")
      ->required()
      ->expected(1);
  add_settings(show, typed);
  check.add_option("FILE", scenario.names, "paths")->required();
  gate.add_option("NAME", scenario.names, "a name or path")->required()->expected(1);
  for (CLI::App* action : {&show, &check, &gate}) add_build(*action, scenario.build);
}

void add_claims(CLI::App& app, Typed& typed) {
  CLI::App& command =
      *app.add_subcommand("claims", "what the document says against what is measured");
  ClaimsOptions& claims = typed.claims;
  const auto file = [&](const char* name, std::string& value, const char* what) {
    return command.add_option(name, value, what)->option_text("FILE");
  };
  add_names(command, "--claim", typed.claim_names, "these alone, by name; default: all");
  CLI::Option* const in =
      add_inputs(command, claims.inputs, "print from these records instead of measuring");
  file("--list", claims.list_file, "the claims; default: scenarios/claims.json");
  CLI::Option* const explained =
      file("--explained", claims.explained_file,
           "print the page of claims as markdown, with these explanations of its verdicts");
  exclude(in, {add_rounds(command, typed)});
  exclude(in, add_record_options(command, typed, claims.run));
  add_format(command, typed)->excludes(explained);
  add_build(command, claims.run.build);
}

void add_profile(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("profile", "where one scenario allocates, by call site");
  ProfileOptions& profile = typed.profile;
  const auto text = [&](const char* name, std::string& value, const char* what, const char* form) {
    command.add_option(name, value, what)->option_text(form);
  };
  command.add_option("SCENARIO", profile.scenario, "a name or path, e.g. 'fill-random{keys=1000}'")
      ->required();
  add_settings(command, typed);
  text("--variant", profile.variant, "a name or a set of toggles; default: baseline", "NAME");
  text("--diff", profile.diff, "another variant: what differs from the first to it", "NAME");
  text("--store", profile.store, "reference, btree, leveldb, ...; default: reference", "NAME");
  text("--tool", profile.tool, "heaptrack (on glibc) or jemalloc (its own profile)", "NAME");
  text("--phase", profile.phase, "this phase alone; default: all that are measured", "NAME");
  command.add_option("--top", profile.top, "sites in a table; default: 10")
      ->check(CLI::Range(1, 100000));
  add_time_limit(command, profile.time_limit_seconds);
  text("--flame", profile.flame_file, "a flame graph of the allocations, to be written",
       "FILE.svg");
  text("--folded", profile.folded_file, "folded stacks, to be written for other tools", "FILE");
  text("--out", profile.out_file, "the whole profile or difference as JSON", "FILE.json");
  add_format(command, typed);
  add_build(command, profile.build);
}

// What both bisections take.
void add_bisected(CLI::App& command, Typed& typed, BisectOptions& bisect) {
  command
      .add_option("--scenario", bisect.scenario, "a name or path, e.g. 'fill-random{keys=1000}'")
      ->option_text("NAME")
      ->required();
  add_settings(command, typed);
  command.add_option("--phase", bisect.phase, "this phase alone; default: all that are measured")
      ->option_text("NAME");
  command.add_option("--metric", bisect.metric, "an exact one; default: allocations")
      ->option_text("NAME");
  command.add_option("--top", bisect.top, "sites in a table; default: 10")
      ->check(CLI::Range(1, 100000));
  add_time_limit(command, bisect.time_limit_seconds);
  add_data(command, bisect.data);
  add_format(command, typed);
  add_build(command, bisect.build);
}

void add_bisect(CLI::App& app, Typed& typed) {
  CLI::App& command =
      *app.add_subcommand("bisect", "which toggles, or which commit, first changed a count");
  command.require_subcommand(1);
  CLI::App& toggles =
      *command.add_subcommand("toggles", "the smallest sets of toggles that change it");
  BisectTogglesOptions& sets = typed.bisect_toggles;
  toggles.add_option("--from", sets.from, "the variant to begin with; default: baseline")
      ->option_text("NAME");
  toggles.add_option("--to", sets.to, "the one whose toggles are switched; default: all")
      ->option_text("NAME");
  toggles.add_flag("--whole", sets.whole,
                   "those with the count of --to, not those with any but that of --from");
  toggles.add_option("--most", sets.most, "toggles of the sets that are tried; default: 2")
      ->check(CLI::Range(1, 100));
  add_bisected(toggles, typed, sets.common);
  CLI::App& commits = *command.add_subcommand("commits", "the commit that first changed it");
  BisectCommitsOptions& line = typed.bisect_commits;
  commits.add_option("--good", line.good, "a commit before the change")
      ->option_text("COMMIT")
      ->required();
  commits.add_option("--bad", line.bad, "one after it; default: HEAD")->option_text("COMMIT");
  commits.add_option("--variant", line.variant, "a name or a set of toggles; default: baseline")
      ->option_text("NAME");
  commits
      .add_option("--worktree", line.worktree,
                  "the folder to build in, in a folder of its own that is removed at the end; "
                  "default: bisect in the build folder")
      ->option_text("DIR");
  add_bisected(commits, typed, line.common);
}

void add_doctor(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("doctor", "what is installed and how the machine is set");
  add_format(command, typed);
  add_build(command, typed.doctor.build);
}

void add_explain(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand(
      "explain",
      "what a metric is, how it is measured, and its traps; what a word of a table means");
  command.add_option("METRIC", typed.explain.names,
                     "names, or words such as verdict, control, '~'; default: all, a line each");
  add_format(command, typed);
}

void add_init(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand(
      "init", "write a scenario to begin with, with the commands that run, compare and gate it");
  command.add_option("FILE", typed.init.file, "to be written; default: my-workload.json");
}

void add_shell_commands(CLI::App& app, Typed& typed) {
  CLI::App& completion =
      *app.add_subcommand("completion", "print the completion of commands for a shell");
  completion.add_option("SHELL", typed.shell, "bash or zsh")->required();
  app.add_subcommand("man", "print the manual page");
}

void add_quiet(CLI::App& app, Typed& typed) {
  for (CLI::App* const command : every_command(app)) {
    if (commands_below(*command).empty())
      command->add_flag("-q,--quiet", typed.quiet, "results and errors alone");
  }
}

}  // namespace

void add_commands(CLI::App& app, Typed& typed) {
  add_list(app, typed);
  add_run(app, typed);
  add_compare(app, typed);
  add_gate_commands(app, typed);
  add_attribute(app, typed);
  add_calibrate(app, typed);
  add_show(app, typed);
  add_export(app, typed);
  add_report(app, typed);
  add_history(app, typed);
  add_sites(app, typed);
  add_claims(app, typed);
  add_scenario(app, typed);
  add_profile(app, typed);
  add_bisect(app, typed);
  add_doctor(app, typed);
  add_explain(app, typed);
  add_init(app, typed);
  add_shell_commands(app, typed);
  add_quiet(app, typed);
  add_help(app);
}

}  // namespace heapdyno
