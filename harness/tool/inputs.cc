#include "harness/tool/inputs.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "harness/base/error.h"
#include "harness/base/json_file.h"
#include "harness/base/words.h"
#include "harness/builds/inventory.h"
#include "harness/record/google_benchmark.h"
#include "harness/record/record_file.h"
#include "harness/record/times_file.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

// By when it was last written to, which a name need not say.
std::string newest_run(const std::string& folder) {
  std::pair<fs::file_time_type, std::string> newest;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".jsonl") continue;
    const std::pair run(entry.last_write_time(error), entry.path().string());
    if (!error && (newest.second.empty() || run > newest)) newest = run;
  }
  if (newest.second.empty()) {
    throw usage_error("there is no run in " + folder + ": name a record file with --in FILE");
  }
  return newest.second;
}

// False where one of them is not there.
bool are_one_file(const std::string& a, const std::string& b) {
  std::error_code error;
  return fs::equivalent(a, b, error) && !error;
}

// Leaves the phases that the filter picks. False: it picks nothing of the record.
bool keep_matching(Record& record, const Selection& filter) {
  if (filter.empty()) return true;
  if (record.phases.empty()) return filter.matches(record.keys);  // it did not succeed
  std::erase_if(record.phases, [&](const PhaseRecord& phase) {
    CellKeys keys = record.keys;
    keys["phase"] = phase.name;
    return !filter.matches(keys);
  });
  return !record.phases.empty();
}

// What has one label cannot be told apart, and what is there twice would be counted twice.
void check_distinct(const Input& one, const Input& other) {
  if (are_one_file(one.path, other.path)) {
    throw usage_error("--in names one file twice: " + one.path +
                      (one.path == other.path ? "" : " and " + other.path));
  }
  if (one.label == other.label) {
    throw usage_error("two inputs are called '" + one.label + "', " + one.path + " and " +
                      other.path + ": give one of them another label, --in old=FILE");
  }
}

void check_is_there(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error) || error) return;
  throw Error(path +
              ": no such file. A run says at its end where its records are; without a file named "
              "the newest run is read");
}

Error nothing_matches(const std::vector<std::string>& filter) {
  return usage_error("nothing in these records matches --filter '" + join(filter, " ") + "'");
}

bool begins_with_a_record(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string beginning(65536, '\0');
  file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
  beginning.resize(static_cast<size_t>(file.gcount()));
  return !is_times_file(beginning) && !is_google_benchmark(beginning);
}

// Records are read line by line; what else an input may be is small.
void for_each_of(const Input& input, Streams streams, const std::function<void(Record)>& visit) {
  if (!fs::is_regular_file(input.path) || !begins_with_a_record(input.path)) {
    for (Record& record : parse_input(text_of_file(input.path), input.path, streams))
      visit(std::move(record));
    return;
  }
  std::ifstream file(input.path, std::ios::binary);
  for_each_record(file, input.path, visit);
}

}  // namespace

std::vector<Record> parse_input(std::string_view text, const std::string& path, Streams streams) {
  if (is_times_file(text)) return parse_times_file(text, path);
  if (!is_google_benchmark(text)) return parse_records(text, path);
  GoogleBenchmark foreign = parse_google_benchmark(text, path);
  warn(streams, foreign.warnings);
  return std::move(foreign.records);
}

std::vector<Input> inputs_of(const std::vector<std::string>& texts, const std::string& build,
                             Streams streams) {
  std::vector<Input> inputs;
  for (const std::string& text : texts) {
    const size_t equals = text.find('=');
    // A '=' behind a slash belongs to the path.
    const bool labelled = equals != std::string::npos && text.find('/') > equals;
    const std::string path = labelled ? text.substr(equals + 1) : text;
    const Input input{labelled ? text.substr(0, equals) : fs::path(path).stem().string(), path};
    check_is_there(path);
    for (const Input& before : inputs) check_distinct(before, input);
    inputs.push_back(input);
  }
  if (inputs.empty()) {
    const std::string path = newest_run(open_build_folder(build).runs_folder());
    streams.log << "reading " << path << "\n";
    inputs.push_back({fs::path(path).stem().string(), path});
  }
  return inputs;
}

void check_not_an_input(const std::string& out_file, const std::vector<Input>& inputs) {
  for (const Input& input : inputs) {
    if (are_one_file(out_file, input.path)) {
      throw usage_error("--out " + out_file + " is what --in reads, " + input.path +
                        ": name another file");
    }
  }
}

std::vector<Record> read_inputs(const std::vector<Input>& inputs, Streams streams) {
  std::vector<Record> records;
  size_t failed = 0;
  for (const Input& input : inputs) {
    for (Record& record : parse_input(text_of_file(input.path), input.path, streams)) {
      record.keys["in"] = input.label;
      failed += record.ok() ? 0 : 1;
      records.push_back(std::move(record));
    }
  }
  if (failed > 0) {
    streams.log << "warning: " << failed
                << " trials in the input did not succeed and are left out\n";
  }
  return records;
}

std::vector<Record> read_matching(const std::vector<Input>& inputs,
                                  const std::vector<std::string>& filter, Streams streams) {
  const Selection selection = Selection::parse(filter);
  std::vector<Record> records = read_inputs(inputs, streams);
  check_toggles(selection, records);
  std::erase_if(records, [&](Record& record) { return !keep_matching(record, selection); });
  if (records.empty()) throw nothing_matches(filter);
  return records;
}

void for_each_matching(const std::vector<Input>& inputs, const std::vector<std::string>& filter,
                       Streams streams, const std::function<void(Record)>& visit) {
  const Selection selection = Selection::parse(filter);
  size_t matching = 0;
  for (const Input& input : inputs) {
    for_each_of(input, streams, [&](Record record) {
      record.keys["in"] = input.label;
      if (!keep_matching(record, selection)) return;
      ++matching;
      visit(std::move(record));
    });
  }
  if (matching == 0) throw nothing_matches(filter);
}

void check_toggles(const Selection& selection, const std::vector<Record>& records) {
  std::vector<std::string> named = selection.keys();
  std::erase_if(named, [](const std::string& key) { return !is_toggle_key(key); });
  if (named.empty()) return;
  std::set<std::string> known;
  for (const Record& record : records) {
    for (const auto& [key, value] : record.keys) {
      if (is_toggle_key(key)) known.insert(key);
    }
  }
  for (const std::string& key : named) {
    if (known.count(key) > 0) continue;
    throw usage_error(
        unknown_name("key", key, std::vector<std::string>(known.begin(), known.end())));
  }
}

}  // namespace heapdyno
