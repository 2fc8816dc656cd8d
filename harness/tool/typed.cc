#include "harness/tool/typed.h"

#include "harness/base/words.h"
#include "harness/compare/comparable.h"

namespace heapdyno {
namespace {

void add_inputs(CLI::App& command, std::vector<std::string>& inputs) {
  command.add_option("--in", inputs, "record file, or label=FILE; default: the newest run")
      ->allow_extra_args(false)
      ->option_text("FILE");
}

void add_filter(CLI::App& command, std::vector<std::string>& filter, const char* what) {
  command.add_option("--filter", filter, what)->allow_extra_args(false)->option_text("WORDS");
}

// Lists may be given as a,b or by repeating the option.
void add_names(CLI::App& command, const char* option, std::vector<std::string>& names,
               const std::string& what) {
  command.add_option(option, names, what)->allow_extra_args(false)->option_text("NAME,...");
}

}  // namespace

void add_format(CLI::App& command, Typed& typed) {
  command.add_option("--format", typed.format, "text, md, csv or json")->option_text("FORMAT");
}

void add_build(CLI::App& command, std::string& build) {
  command.add_option("--build", build, "a build folder; default: the tool's own")
      ->option_text("DIR");
}

void add_compare(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("compare", "set one selection against another");
  CompareCommandOptions& compare = typed.compare;
  command.add_option("A", compare.a, "a selection, e.g. 'variant:baseline', or a label of --in")
      ->required();
  command.add_option("B", compare.b, "likewise")->required();
  add_inputs(command, compare.inputs);
  add_filter(command, compare.filter, "on both sides, e.g. 'scenario:scan'");
  command.add_option("--row", compare.row, "keys that make a row, e.g. 'scenario phase'")
      ->option_text("WORDS");
  command.add_option("--col", compare.col, "keys that make a column, e.g. 'alloc'")
      ->option_text("WORDS");
  add_names(command, "--metric", typed.metrics, "metrics to compare");
  add_names(command, "--gate", typed.gates, "exit 3 where one of these metrics is worse in B");
  command
      .add_option("--margin", compare.margin,
                  "what is too little to matter of a noisy metric; default: 2, of memory 1")
      ->option_text("PERCENT");
  add_names(command, "--accept", compare.accept,
            "what may differ all the same: " + join(kDifferences, ", "));
  command.add_flag("--strict", compare.strict,
                   "refuse noisy metrics of a busy, throttled or slowed-down machine");
  command.footer("Keys of selections, rows and columns: " + join(kKeys, ", ") + "; of records: " +
                 join(kRecordedKeys, ", ") + "; of toggles: " + std::string(kToggleKey) + "NAME.");
  add_format(command, typed);
  add_build(command, compare.build);
}

void add_show(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("show", "what records say about one thing");
  ShowOptions& show = typed.show;
  command.add_option("TOPIC", show.topic,
                     "summary, memory, curve, lifetimes, advice, instructions, latency or "
                     "repeatability; default: summary");
  add_inputs(command, show.inputs);
  add_filter(command, show.filter, "e.g. 'scenario:scan alloc:glibc'");
  add_format(command, typed);
  add_build(command, show.build);
}

void add_export(CLI::App& app, Typed& typed) {
  CLI::App& command = *app.add_subcommand("export", "records as another tool's file");
  ExportOptions& exported = typed.exported;
  command
      .add_option("FORMAT", exported.kind,
                  "go (for benchstat), google (for Google Benchmark's compare.py) or csv: every "
                  "figure of every trial")
      ->required();
  add_inputs(command, exported.inputs);
  add_filter(command, exported.filter, "e.g. 'variant:all alloc:glibc'");
  command.add_option("--out", exported.out_file, "the file to be written; default: it is printed")
      ->option_text("FILE");
  add_build(command, exported.build);
}

}  // namespace heapdyno
