#include <algorithm>
#include <filesystem>

#include "harness/commands.h"
#include "harness/compare.h"
#include "harness/inventory.h"
#include "harness/record_file.h"
#include "harness/words.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

struct Input {
  std::string label;
  std::string path;
};

std::string newest_run(const std::string& folder) {
  std::string newest;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    // Files are named after the time, so the last name is the newest.
    const std::string path = entry.path().string();
    if (entry.path().extension() == ".jsonl" && path > newest) newest = path;
  }
  if (newest.empty()) {
    throw usage_error("there is no run in " + folder + ": name a record file with --in FILE");
  }
  return newest;
}

std::vector<Input> inputs_of(const CompareCommandOptions& options) {
  std::vector<Input> inputs;
  for (const std::string& text : options.inputs) {
    const size_t equals = text.find('=');
    // A '=' behind a slash belongs to the path.
    const bool labelled = equals != std::string::npos && text.find('/') > equals;
    const std::string path = labelled ? text.substr(equals + 1) : text;
    inputs.push_back({labelled ? text.substr(0, equals) : fs::path(path).stem().string(), path});
  }
  if (inputs.empty()) {
    const std::string path = newest_run(open_build_folder(options.build).runs_folder());
    inputs.push_back({fs::path(path).stem().string(), path});
  }
  return inputs;
}

Selection side(const std::string& text, const std::vector<Input>& inputs) {
  for (const Input& input : inputs) {
    if (input.label == text) return Selection::parse("in:" + text);
  }
  return Selection::parse(text);
}

}  // namespace

Exit compare_command(const CompareCommandOptions& options, Streams streams) {
  const std::vector<Input> inputs = inputs_of(options);
  std::vector<Record> records;
  size_t failed = 0;
  for (const Input& input : inputs) {
    for (Record& record : read_records(input.path)) {
      record.keys["in"] = input.label;
      failed += record.ok() ? 0 : 1;
      records.push_back(std::move(record));
    }
  }
  CompareOptions compare_options;
  compare_options.a = side(options.a, inputs);
  compare_options.b = side(options.b, inputs);
  compare_options.filter = Selection::parse(options.filter);
  compare_options.row = Selection::parse_projection(options.row);
  compare_options.col = Selection::parse_projection(options.col);
  compare_options.metrics = options.metrics;
  print(streams.out, compare(records, compare_options), options.format);
  if (failed > 0) {
    streams.err << "warning: " << failed
                << " trials in the input did not succeed and are left out\n";
  }
  return Exit::kFine;
}

}  // namespace heapdyno
