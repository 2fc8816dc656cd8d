#include <algorithm>
#include <filesystem>

#include "harness/base/outputs.h"
#include "harness/bisect/checkout.h"
#include "harness/builds/build_folder.h"
#include "harness/history/history_report.h"
#include "harness/report/report_page.h"
#include "harness/tool/commands.h"
#include "harness/tool/inputs.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

// The record files of a folder, by name; a file is itself.
std::vector<std::string> record_files(const std::string& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path().string());
  }
  if (files.empty()) throw usage_error("there is no .jsonl file in " + path);
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Input> history_inputs(const HistoryCommandOptions& options, Streams streams) {
  std::vector<std::string> files;
  for (const std::string& path : options.folders) {
    const std::vector<std::string> here = record_files(path);
    files.insert(files.end(), here.begin(), here.end());
  }
  return inputs_of(files, options.build, streams);
}

// Sums over a phase would say what allocs/op says once more.
const std::vector<std::string> kFollowedMetrics = {"allocs/op", "bytes/op", "ns/op", "rss_anon"};

HistoryOptions history_options(const HistoryCommandOptions& options) {
  HistoryOptions history;
  history.against = Selection::parse(options.against);
  for (const std::string& name : options.metrics.empty() ? kFollowedMetrics : options.metrics)
    history.metrics.push_back(&find_metric(name));
  return history;
}

// As git has them, where this is a checkout that knows them; what was measured with changes that are not
// committed comes after its commit.
std::vector<std::string> order_of(const std::vector<HistoryCommit>& commits,
                                  const BuildFolder& folder) {
  std::vector<std::string> names;
  for (const HistoryCommit& commit : commits)
    names.push_back(commit.name.substr(0, commit.name.find('+')));
  std::vector<std::string> order;
  try {
    for (const std::string& name : Checkout(folder.source).in_order(names))
      order.insert(order.end(), {name, name + "+"});
  } catch (const Error&) {
    // No checkout: the order in which they were measured.
  }
  return order;
}

}  // namespace

Exit history_command(const HistoryCommandOptions& options, Streams streams) {
  const BuildFolder folder = open_build_folder(options.build);
  const std::string page = options.page.empty() ? "" : empty_page(folder);
  const std::vector<Input> inputs = history_inputs(options, streams);
  if (!options.page.empty()) check_not_an_input(options.page, inputs);
  HistoryGatherer gatherer(history_options(options));
  for_each_matching(inputs, options.filter, streams,
                    [&](Record record) { gatherer.add(std::move(record)); });
  const History history = gatherer.history(order_of(gatherer.commits(), folder));
  const ReportData report = history_report(history, options.against, inputs.size());
  print(streams.out, steps_table(history, options.against), options.format);
  if (options.page.empty()) return Exit::kFine;
  write_output(options.page, [&](std::ostream& out) { write_page(out, report, page); });
  streams.log << "page: " << options.page << "\n";
  return Exit::kFine;
}

}  // namespace heapdyno
