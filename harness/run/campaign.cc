#include "harness/run/campaign.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/builds/allocator_choice.h"
#include "harness/record/record_file.h"
#include "harness/run/measure.h"
#include "harness/run/other_plan.h"

namespace heapdyno {
namespace {

// A trial succeeds once.
void check_is_first(const Record& record, std::map<std::string, std::string>& origins) {
  if (!record.ok()) return;
  const auto [first, is_first] = origins.emplace(record.trial_id, record.origin);
  if (!is_first) {
    throw Error(record.origin + ": the trial '" + record.trial_id + "' is recorded already, at " +
                first->second + ": remove one of the two lines");
  }
}

// What the file has, of this very plan. Throws Exit::kNotComparable when it is another.
std::vector<Record> recorded_trials(const std::string& path, const PreparedRun& run) {
  const Plan& plan = run.plan;
  std::vector<Record> records = read_whole_records(path);
  std::map<std::string, std::string> origins;  // of the trials that succeeded, by id
  for (const Record& record : records) {
    if (record.plan_digest != plan.digest) {
      throw Error(record.origin + ": recorded by another plan or other builds (plan " +
                      record.plan_digest + ", now " + plan.digest +
                      "). What differs: " + what_differs(records, run) +
                      ". Go on with the options of that run, or name another --out",
                  Exit::kNotComparable);
    }
    check_is_first(record, origins);
  }
  return records;
}

}  // namespace

std::string record_path(const RunOptions& options, const BuildFolder& folder) {
  if (!options.out_file.empty()) return options.out_file;
  if (options.resume == Continue::kResume) {
    throw usage_error("--resume needs --out FILE: the run to continue");
  }
  std::filesystem::create_directories(folder.runs_folder());
  const std::string name = folder.runs_folder() + "/" + utc_now("%Y%m%d-%H%M%S");
  std::string path = name + ".jsonl";
  for (int other = 2; std::filesystem::exists(path); ++other)
    path = name + "-" + std::to_string(other) + ".jsonl";
  return path;
}

size_t successes(const std::vector<Record>& records) {
  const auto ok = [](const Record& record) { return record.ok(); };
  return static_cast<size_t>(std::count_if(records.begin(), records.end(), ok));
}

void warn_of_dropped_variables(Streams streams) {
  const std::vector<std::string> dropped = dropped_variables(environ);
  if (dropped.empty()) return;
  streams.log << "warning: trials run in a clean environment without " << join(dropped, ", ")
              << "; to measure with it: --alloc 'NAME{VARIABLE=value}'\n";
}

Campaign carry_out(const RunOptions& options, const PreparedRun& run, const std::string& path,
                   Streams streams) {
  const bool resume = options.resume == Continue::kResume;
  RecordWriter writer(path,
                      resume ? RecordWriter::Existing::kContinue : RecordWriter::Existing::kRefuse);
  const std::vector<Record> recorded = resume ? recorded_trials(path, run) : std::vector<Record>();
  if (resume) writer.cut_off_end();
  const Facts facts = gather_facts();
  streams.log << (run.plan.until_resolved ? "up to " : "")
              << run.plan.trials.size() - successes(recorded) << " trials on " << describe(facts)
              << std::endl;
  return {path, measure(run, facts,
                        {options.data, std::chrono::seconds(options.time_limit_seconds), recorded},
                        writer, streams.log)};
}

}  // namespace heapdyno
