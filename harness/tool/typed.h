// What is typed, before it becomes a command's options, and who says to CLI11 what may be: tool.cc, but
// for the commands that read records. Plain values.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/tool/commands.h"

namespace heapdyno {

// What the commands have in common, as typed.
struct Typed {
  std::string format = "text";
  ListOptions list;
  RunOptions run;
  CompareCommandOptions compare;
  AttributeOptions attribute;
  CalibrateOptions calibrate;
  ShowOptions show;
  ExportOptions exported;
  SitesOptions sites;
  ClaimsOptions claims;
  ScenarioOptions scenario;
  ProfileOptions profile;
  DoctorOptions doctor;
  std::vector<std::string> claim_names, allocators, variants, scenarios, stores, metrics, gates,
      parameters;
  std::string scale, size, until;
  int rounds = -1;
  bool quick = false;
  bool resume = false;
  bool show_plan = false;
};

void add_format(CLI::App& command, Typed& typed);
void add_build(CLI::App& command, std::string& build);

// compare, show and export.
void add_compare(CLI::App& app, Typed& typed);
void add_show(CLI::App& app, Typed& typed);
void add_export(CLI::App& app, Typed& typed);

}  // namespace heapdyno
