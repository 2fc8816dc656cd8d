#include "harness/tool/tool.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/builds/scenario_choice.h"
#include "harness/tool/arguments.h"
#include "harness/tool/command_tree.h"
#include "harness/tool/completion.h"
#include "harness/tool/manual.h"

namespace heapdyno {
namespace {

// Lists may be given as a,b or by repeating the option; braces protect commas.
std::vector<std::string> spread(const std::vector<std::string>& lists) {
  std::vector<std::string> all;
  for (const std::string& list : lists) {
    for (std::string& item : split_outside_braces(list, ',')) all.push_back(std::move(item));
  }
  return all;
}

// A misspelt command with the one that was meant; options and no command at all are CLI11's.
void check_commands(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  for (const std::string& argument : arguments) {
    std::vector<std::string> names;
    const CLI::App* named = nullptr;
    for (const CLI::App* sub : command->get_subcommands({})) {
      names.push_back(sub->get_name());
      if (sub->get_name() == argument) named = sub;
    }
    if (names.empty() || argument.starts_with('-')) return;
    if (named == nullptr) throw usage_error(unknown_name("command", argument, names));
    command = named;
  }
}

ScenarioSettings finished_settings(const Typed& typed) {
  ScenarioSettings settings;
  for (const std::string& text : typed.parameters) set_parameter(settings, text);
  if (!typed.scale.empty()) set_scale(settings, typed.scale);
  if (!typed.size.empty()) set_size(settings, typed.size);
  return settings;
}

ScenarioOptions finished_scenario(const CLI::App& command, Typed& typed) {
  ScenarioOptions scenario = typed.scenario;
  scenario.settings = finished_settings(typed);
  if (command.got_subcommand("check")) scenario.action = ScenarioAction::kCheck;
  if (command.got_subcommand("gate")) scenario.action = ScenarioAction::kGate;
  return scenario;
}

RunOptions finished_run(Typed& typed) {
  RunOptions run = typed.run;
  run.allocators = spread(typed.allocators);
  run.variants = spread(typed.variants);
  run.scenarios = spread(typed.scenarios);
  run.stores = spread(typed.stores);
  run.settings = finished_settings(typed);
  if (typed.rounds >= 0) run.rounds = typed.rounds;
  if (!typed.until.empty()) run.until = Until::kResolved;
  if (typed.quick) run.preset = Preset::kQuick;
  if (typed.resume) run.resume = Continue::kResume;
  if (typed.show_plan) run.action = Action::kShowPlan;
  return run;
}

ClaimsOptions finished_claims(Typed& typed) {
  ClaimsOptions claims = typed.claims;
  claims.claims = spread(typed.claim_names);
  if (typed.rounds >= 0) claims.run.rounds = typed.rounds;
  if (typed.resume) claims.run.resume = Continue::kResume;
  return claims;
}

AttributeOptions finished_attribute(Typed& typed, Format format) {
  AttributeOptions attribute = typed.attribute;
  attribute.metrics = spread(typed.metrics);
  attribute.run.allocators = spread(typed.allocators);
  attribute.run.scenarios = spread(typed.scenarios);
  attribute.run.settings = finished_settings(typed);
  attribute.run.format = format;
  if (typed.rounds > 0) attribute.run.rounds = typed.rounds;
  if (typed.resume) attribute.run.resume = Continue::kResume;
  return attribute;
}

// Of check and accept.
void finish_gate(Typed& typed, GateOptions& gate) {
  gate.selection.scenarios = spread(typed.scenarios);
  gate.selection.variants = spread(typed.variants);
  if (!typed.allocators.empty()) gate.counting.allocators = spread(typed.allocators);
  gate.counting.bounded = parse_bounded(spread(typed.metrics));
  if (typed.no_sites) gate.counting.sites = Sites::kNone;
}

CheckCommandOptions finished_check(Typed& typed) {
  finish_gate(typed, typed.check.gate);
  typed.check.format = parse_check_format(typed.format);
  return typed.check;
}

AcceptOptions finished_accept(Typed& typed) {
  finish_gate(typed, typed.accept.gate);
  if (typed.accept.reason.empty())
    throw usage_error("--reason is empty: say why these figures are right");
  return typed.accept;
}

Exit bisect(const CLI::App& command, Typed& typed, Format format, Streams streams) {
  for (BisectOptions* common : {&typed.bisect_toggles.common, &typed.bisect_commits.common}) {
    common->settings = finished_settings(typed);
    common->format = format;
  }
  return command.got_subcommand("toggles") ? bisect_toggles_command(typed.bisect_toggles, streams)
                                           : bisect_commits_command(typed.bisect_commits, streams);
}

Exit dispatch(const CLI::App& app, Typed& typed, Streams streams) {
  if (app.got_subcommand("check")) return check_command(finished_check(typed), streams);
  if (app.got_subcommand("accept")) return accept_command(finished_accept(typed), streams);
  if (app.got_subcommand("report")) {
    typed.report.format = parse_report_format(typed.report_format);
    return report_command(typed.report, streams);
  }
  const Format format = parse_format(typed.format);
  if (app.got_subcommand("list")) {
    typed.list.format = format;
    return list_command(typed.list, streams);
  }
  if (app.got_subcommand("run")) {
    typed.run.format = format;
    return run_command(finished_run(typed), streams);
  }
  if (app.got_subcommand("compare")) {
    typed.compare.format = format;
    typed.compare.metrics = spread(typed.metrics);
    typed.compare.gates = spread(typed.gates);
    return compare_command(typed.compare, streams);
  }
  if (app.got_subcommand("history")) {
    typed.history.format = format;
    typed.history.metrics = spread(typed.metrics);
    return history_command(typed.history, streams);
  }
  if (app.got_subcommand("selftest")) {
    typed.selftest.format = format;
    return selftest_command(typed.selftest, streams);
  }
  if (app.got_subcommand("attribute"))
    return attribute_command(finished_attribute(typed, format), streams);
  if (app.got_subcommand("calibrate")) {
    typed.calibrate.format = format;
    return calibrate_command(typed.calibrate, streams);
  }
  if (app.got_subcommand("show")) {
    typed.show.format = format;
    return show_command(typed.show, streams);
  }
  if (app.got_subcommand("export")) return export_command(typed.exported, streams);
  if (app.got_subcommand("sites")) {
    typed.sites.format = format;
    return sites_command(typed.sites, streams);
  }
  if (app.got_subcommand("claims")) {
    typed.claims.run.format = format;
    return claims_command(finished_claims(typed), streams);
  }
  if (app.got_subcommand("scenario"))
    return scenario_command(finished_scenario(*app.get_subcommand("scenario"), typed), streams);
  if (app.got_subcommand("profile")) {
    typed.profile.format = format;
    typed.profile.settings = finished_settings(typed);
    return profile_command(typed.profile, streams);
  }
  if (app.got_subcommand("bisect"))
    return bisect(*app.get_subcommand("bisect"), typed, format, streams);
  if (app.got_subcommand("explain")) {
    typed.explain.format = format;
    return explain_command(typed.explain, streams);
  }
  if (app.got_subcommand("init")) return init_command(typed.init, streams);
  if (app.got_subcommand("completion")) {
    streams.out << completion_for(typed.shell, app);
    return Exit::kFine;
  }
  if (app.got_subcommand("man")) {
    streams.out << manual_page(app);
    return Exit::kFine;
  }
  typed.doctor.format = format;
  return doctor_command(typed.doctor, streams);
}

// What goes on with a run that was stopped: what was typed, and what it lacks for that.
std::string command_to_resume(const std::string& program, std::vector<std::string> arguments,
                              const std::string& records) {
  const auto has = [&](const std::string& option) {
    return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
      return argument == option || argument.starts_with(option + "=");
    });
  };
  if (!has("--out")) arguments.insert(arguments.end(), {"--out", records});
  if (!has("--resume")) arguments.emplace_back("--resume");
  std::string command = shell_word(program);
  for (const std::string& argument : arguments) command += " " + shell_word(argument);
  return command;
}

// The command that was being read when something about it was wrong.
const CLI::App& innermost(const CLI::App& app) {
  const std::vector<CLI::App*> read = app.get_subcommands();
  return read.empty() ? app : innermost(*read.back());
}

// What is wrong with the command line, with the option that may have been meant, and where to look.
void say_usage(const CLI::App& app, const CLI::ParseError& error, const std::string& program,
               std::ostream& err) {
  const CLI::App& command = innermost(app);
  const std::string path = path_of(command);
  err << "heapdyno" << (path.empty() ? "" : " " + path) << ": ";
  std::vector<std::string> options = {"--help"};
  for (const CLI::Option* const option : named_options(command))
    options.push_back(spellings(*option).back());
  std::vector<std::string> unknown = command.remaining();
  unknown.erase(std::find(unknown.begin(), unknown.end(), "--"), unknown.end());
  std::erase_if(unknown, [](const std::string& word) { return !word.starts_with("--"); });
  if (unknown.empty()) {
    err << error.what();
  } else {  // what is said to be missing may be so by that alone
    const std::string meant = nearest(unknown.front(), options);
    err << "there is no option " << unknown.front();
    if (!meant.empty()) err << "; did you mean " << meant << "?";
  }
  err << "\nWhat it takes: " << shell_word(program) << (path.empty() ? "" : " " + path)
      << " --help\n";
}

// `help run` is `run --help`.
std::vector<std::string> without_help_command(std::vector<std::string> arguments) {
  if (arguments.empty() || arguments.front() != "help") return arguments;
  arguments.erase(arguments.begin());
  arguments.emplace_back("--help");
  return arguments;
}

int run_command_line(const std::vector<std::string>& arguments, std::ostream& out,
                     std::ostream& err, const std::string& program) {
  CLI::App app("a dynamometer for memory allocators and allocation optimizations", "heapdyno");
  app.require_subcommand(1);
  app.set_version_flag("--version", "heapdyno " HEAPDYNO_VERSION);
  Typed typed;
  add_commands(app, typed);
  std::ostream nowhere(nullptr);
  try {
    check_commands(app, arguments);
    // CLI11 takes them from the back.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    return static_cast<int>(dispatch(app, typed, {out, err, typed.quiet ? nowhere : err}));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
      say_usage(app, error, program, err);
      return static_cast<int>(Exit::kUsage);
    }
    app.exit(error, out, err);
    return static_cast<int>(Exit::kFine);
  } catch (const Stopped& stopped) {
    err << "heapdyno: " << stopped.what() << ". To go on:\n  "
        << command_to_resume(program, arguments, stopped.records()) << "\n";
    return static_cast<int>(stopped.exit());
  } catch (const Error& error) {
    err << "heapdyno: " << error.what() << "\n";
    return static_cast<int>(error.exit());
  } catch (const std::exception& error) {
    err << "heapdyno: " << error.what() << "\n";
    return static_cast<int>(Exit::kFailed);
  }
}

}  // namespace

int run_tool(std::vector<std::string> arguments, std::ostream& out, std::ostream& err,
             const std::string& program) {
  const int exit = run_command_line(without_help_command(std::move(arguments)), out, err, program);
  if (out.flush()) return exit;
  err << "heapdyno: the output could not be written: is the disk full?\n";
  return exit == static_cast<int>(Exit::kFine) ? static_cast<int>(Exit::kFailed) : exit;
}

}  // namespace heapdyno
