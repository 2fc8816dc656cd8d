// The tool's commands. Each gets its options parsed, prints to `out` (tables)
// and `err` (progress, warnings), returns the exit code or throws Error.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/streams.h"
#include "harness/base/table.h"
#include "harness/check/gate_cells.h"
#include "harness/check/report_formats.h"
#include "harness/run/run_options.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {

struct ListOptions {
  std::string topic;   // one of list_topics(); empty: all
  bool names = false;  // of the topic alone, a line each, instead of tables
  Format format = Format::kText;
  std::string build;  // as open_build_folder() takes it; empty: the tool's own
};
Exit list_command(const ListOptions& options, Streams streams);
std::vector<std::string> list_topics();

Exit run_command(const RunOptions& options, Streams streams);

struct CompareCommandOptions {
  std::string a;
  std::string b;
  std::vector<std::string> inputs;  // label=path or path; empty: the newest run
  std::vector<std::string> filter;
  std::string row;
  std::string col;
  std::vector<std::string> metrics;
  std::vector<std::string> gates;   // metrics that may not be worse
  std::string margin;               // percent; empty: each metric's own
  std::vector<std::string> accept;  // lists of differences
  bool strict = false;
  Format format = Format::kText;
  std::string build;
};
Exit compare_command(const CompareCommandOptions& options, Streams streams);

// Of check and accept.
struct GateOptions {
  GateSelection selection;
  CountingOptions counting;  // with the bounded metrics that are asked for, of a program too
  std::vector<std::string> program;  // a user's, with its arguments; empty: our own cells
  std::string baselines;  // a folder; empty: that of the checkout, or of a program .heapdyno
  std::string build;
};

struct CheckCommandOptions {
  GateOptions gate;
  CheckFormat format = CheckFormat::kText;
  std::vector<std::string> reports;  // FORMAT=FILE
};
Exit check_command(const CheckCommandOptions& options, Streams streams);

struct AcceptOptions {
  GateOptions gate;
  std::string reason;
  std::string expires;     // a day; empty: it holds for ever
  bool leave_out = false;  // allocations that move from run to run
};
Exit accept_command(const AcceptOptions& options, Streams streams);

struct SelftestOptions {
  Format format = Format::kText;
  std::string build;
};
Exit selftest_command(const SelftestOptions& options, Streams streams);

struct AttributeOptions {
  std::string toggles;  // as choose_factors() says; empty: seed, of --in all that are on
  std::vector<std::string> metrics;  // empty: allocs/op, in rounds ns/op and rss_anon
  std::vector<std::string> inputs;   // as of compare; empty: measure now
  int interactions = 0;              // a table of so many of the largest
  RunOptions run;                    // what to measure, and how; rounds: time instead of counting
};
Exit attribute_command(const AttributeOptions& options, Streams streams);

struct CalibrateOptions {
  std::vector<std::string> inputs;  // as of compare
  int campaigns = 200;              // to simulate
  uint64_t seed = 1;
  Format format = Format::kText;
  std::string build;
};
Exit calibrate_command(const CalibrateOptions& options, Streams streams);

struct ShowOptions {
  std::string topic = "summary";    // or another of show_command.cc
  std::vector<std::string> inputs;  // as of compare
  std::vector<std::string> filter;
  Format format = Format::kText;
  std::string build;
};
Exit show_command(const ShowOptions& options, Streams streams);
std::vector<std::string> show_topics();

struct ExportOptions {
  std::string kind;                 // go, google, csv or times
  std::vector<std::string> inputs;  // as of compare
  std::vector<std::string> filter;
  std::string out_file;  // empty: printed
  std::string build;
};
Exit export_command(const ExportOptions& options, Streams streams);
const std::vector<std::string>& export_kinds();

struct InitOptions {
  std::string file = "my-workload.json";
};
Exit init_command(const InitOptions& options, Streams streams);

struct ExplainOptions {
  std::vector<std::string> names;  // of metrics and terms; empty: all of them, a line each
  Format format = Format::kText;
};
Exit explain_command(const ExplainOptions& options, Streams streams);

enum class ReportFormat { kHtml, kMarkdown, kCsv };

// Throws a usage error that names the formats.
ReportFormat parse_report_format(const std::string& text);

struct ReportOptions {
  std::vector<std::string> inputs;  // as of compare
  std::vector<std::string> filter;
  ReportFormat format = ReportFormat::kHtml;
  std::string out_file;    // empty: report.html; other formats are printed
  std::string svg_folder;  // where the pictures go; empty: none are drawn
  std::string list_file;   // the claims; empty: scenarios/claims.json, where there is a checkout
  std::string build;
};
Exit report_command(const ReportOptions& options, Streams streams);

// What changed over the commits of many runs.
struct HistoryCommandOptions {
  std::vector<std::string> folders;  // whose files *.jsonl are read, and single files
  std::vector<std::string> filter;
  std::vector<std::string> metrics;  // empty: some of each class
  std::string against;               // the reference of noisy metrics; empty: none
  std::string page;                  // the report to be written; empty: none
  Format format = Format::kText;     // of the steps
  std::string build;
};
Exit history_command(const HistoryCommandOptions& options, Streams streams);

struct SitesOptions {
  std::string walk;      // of an operation, by name; empty: the table of sites
  std::string in_file;   // records to print from; empty: profile now
  std::string out_file;  // empty: the records are not kept
  Format format = Format::kText;
  std::string build;
};
Exit sites_command(const SitesOptions& options, Streams streams);

struct ClaimsOptions {
  std::vector<std::string> claims;  // by name; empty: all
  std::vector<std::string> inputs;  // record files to print from; empty: measure now
  std::string list_file;            // empty: the document's, scenarios/claims.json
  std::string explained_file;       // not empty: print the page, with these explanations
  RunOptions run;                   // rounds, where records go, format, build folder
};
Exit claims_command(const ClaimsOptions& options, Streams streams);

enum class ScenarioAction { kShow, kCheck, kGate };

struct ScenarioOptions {
  ScenarioAction action = ScenarioAction::kShow;
  std::vector<std::string> names;  // as scenario_choice.h says; of kCheck: files
  ScenarioSettings settings;       // of kShow
  std::string build;
};
Exit scenario_command(const ScenarioOptions& options, Streams streams);

struct ProfileOptions {
  std::string scenario;       // as scenario_choice.h says; one workload
  ScenarioSettings settings;  // likewise
  std::string variant;        // empty: baseline, where the store has variants
  std::string diff;           // another variant to compare with; empty: none
  std::string store = "reference";
  std::string tool = "heaptrack";
  std::string phase;             // empty: all that are measured
  int top = 10;                  // sites of a table
  int time_limit_seconds = 120;  // of one process
  std::string out_file;          // JSON; empty: none, likewise the others
  std::string flame_file;        // SVG
  std::string folded_file;       // text
  Format format = Format::kText;
  std::string build;
};
Exit profile_command(const ProfileOptions& options, Streams streams);

// What both bisections count, and how.
struct BisectOptions {
  std::string scenario;       // as scenario_choice.h says; one workload
  ScenarioSettings settings;  // neither size nor scale: at gate size, where the scenario has one
  std::string phase;          // empty: all that are measured
  std::string metric = "allocations";
  int top = 10;                  // sites of a table
  int time_limit_seconds = 120;  // of one process
  std::string data = "/dev/shm";
  Format format = Format::kText;
  std::string build;
};

struct BisectTogglesOptions {
  BisectOptions common;
  std::string from = "baseline";
  std::string to = "all";
  bool whole = false;  // the whole change from one to the other, not any
  int most = 2;        // toggles of the sets that are tried
};
Exit bisect_toggles_command(const BisectTogglesOptions& options, Streams streams);

struct BisectCommitsOptions {
  BisectOptions common;
  std::string variant = "baseline";
  std::string good;
  std::string bad = "HEAD";
  std::string worktree;  // the folder to make it in; empty: bisect/ of the build folder
};
Exit bisect_commits_command(const BisectCommitsOptions& options, Streams streams);

struct DoctorOptions {
  Format format = Format::kText;
  std::string build;
};
Exit doctor_command(const DoctorOptions& options, Streams streams);

}  // namespace heapdyno
