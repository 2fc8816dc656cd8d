// The command line as it is typed: every command with its options, for CLI11 to fill in. tool.cc
// makes of it what the commands take. One thread.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/tool/commands.h"

namespace heapdyno {

// What the commands take, and beside it what still has to be taken apart or is common to several.
struct Typed {
  std::string format = "text";
  std::string report_format = "html";
  ListOptions list;
  RunOptions run;
  CheckCommandOptions check;
  AcceptOptions accept;
  CompareCommandOptions compare;
  AttributeOptions attribute;
  CalibrateOptions calibrate;
  ShowOptions show;
  ExportOptions exported;
  ReportOptions report;
  HistoryCommandOptions history;
  SitesOptions sites;
  ClaimsOptions claims;
  ScenarioOptions scenario;
  ProfileOptions profile;
  BisectTogglesOptions bisect_toggles;
  BisectCommitsOptions bisect_commits;
  DoctorOptions doctor;
  ExplainOptions explain;
  InitOptions init;
  std::string shell;
  SelftestOptions selftest;
  std::vector<std::string> claim_names, allocators, variants, scenarios, stores, metrics, gates,
      parameters;
  std::string scale, size, until;
  int rounds = -1;
  bool quick = false;
  bool resume = false;
  bool show_plan = false;
  bool quiet = false;
  bool no_sites = false;
};

// Declares the commands and their help. `typed` is written to while the app parses.
void add_commands(CLI::App& app, Typed& typed);
void add_gate_commands(CLI::App& app, Typed& typed);  // of these the gate's
void add_report(CLI::App& app, Typed& typed);         // likewise one
void add_history(CLI::App& app, Typed& typed);

// Options that several commands have.
CLI::Option* add_format(CLI::App& command, Typed& typed);
void add_build(CLI::App& command, std::string& build);
CLI::Option* add_time_limit(CLI::App& command, int& seconds);
CLI::Option* add_data(CLI::App& command, std::string& folder);
void add_filter(CLI::App& command, std::vector<std::string>& words, const char* what);
CLI::Option* add_names(CLI::App& command, const char* name, std::vector<std::string>& value,
                       const char* what);

}  // namespace heapdyno
