// The commands report and history, as they are typed.
#include "harness/tool/arguments.h"

namespace heapdyno {

void add_report(CLI::App& app, Typed& typed) {
  CLI::App& command =
      *app.add_subcommand("report", "what records say, as one page with pictures for any browser");
  ReportOptions& report = typed.report;
  command
      .add_option("--in,FILE", report.inputs,
                  "record files, or label=FILE; default: the newest run")
      ->option_text("FILE ...");
  add_filter(command, report.filter, "e.g. 'scenario:scan alloc:glibc'");
  command
      .add_option("-o,--out", report.out_file,
                  "the file to be written; default: report.html, other formats are printed")
      ->option_text("FILE");
  command.add_option("--format", typed.report_format, "html, md or csv; default: html")
      ->option_text("FORMAT");
  command
      .add_option("--svg", report.svg_folder,
                  "draw the same pictures as SVG files into this folder, which needs node")
      ->option_text("DIR");
  command
      .add_option("--list", report.list_file,
                  "claims that the records may put to the test; default: scenarios/claims.json")
      ->option_text("FILE");
  add_build(command, report.build);
}

void add_history(CLI::App& app, Typed& typed) {
  CLI::App& command =
      *app.add_subcommand("history", "what changed from commit to commit, by the records of many");
  HistoryCommandOptions& history = typed.history;
  command
      .add_option("DIR", history.folders, "folders whose .jsonl files are read, or record files")
      ->required();
  add_filter(command, history.filter, "e.g. 'scenario:scan alloc:glibc'");
  add_names(command, "--metric", typed.metrics,
            "metrics to follow; default: allocs/op, bytes/op, ns/op and rss_anon");
  command
      .add_option("--against", history.against,
                  "what times and memory are ratios over, measured in the same rounds, e.g. "
                  "'variant:baseline'")
      ->option_text("WORDS");
  command.add_option("--page", history.page, "write a page with a chart for each metric, too")
      ->option_text("FILE");
  add_format(command, typed);
  add_build(command, history.build);
}

}  // namespace heapdyno
