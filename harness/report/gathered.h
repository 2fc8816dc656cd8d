// What a report keeps of a stream of records, which may be longer than memory.
//
// - Of trials that count (count, live, profile) one of each kind whose figures are equal, whole.
// - Of trials whose figures are noisy what each cell measured, metric by metric (NoisySide), and
//   its latencies added up by operation.
// - Of these trials, too, the first kMostKept records and later ones that differ in what makes
//   trials comparable, without latencies: for what needs records.
// One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "harness/figures/noisy.h"
#include "harness/record/record.h"
#include "harness/report/report_cell.h"

namespace heapdyno {

// What noisy trials of one cell come to.
struct NoisyCell {
  std::map<const Metric*, NoisySide> sides;           // some of them with nothing measured
  std::map<const Metric*, NoisySide> control;         // likewise by its A/A control
  std::map<std::string, LatencyHistogram> latencies;  // by operation
};

struct FailedTrial {
  std::string what;    // "fill-random all jemalloc time 3.12"
  std::string state;   // "crashed"
  std::string reason;  // "signal 11 (Segmentation fault)"
};

class Gathered {
 public:
  static constexpr size_t kMostKept = 10'000;
  static constexpr size_t kMostFailedNamed = 10;

  // Metrics that are compared in rounds.
  static const std::vector<const Metric*>& noisy_metrics();

  void add(Record record);

  const std::vector<Record>& records() const { return records_; }
  // Whether records() has every trial whose figures are noisy.
  bool has_all() const { return left_out_ == 0; }
  const std::map<ReportCell, NoisyCell>& noisy() const { return noisy_; }

  // The samples of records() by cell, without those of the null store and of A/A controls: these
  // borrow the records.
  std::map<ReportCell, std::vector<Sample>> samples() const;
  std::map<ReportCell, std::vector<Sample>> samples(Mode mode) const;

  size_t trials() const { return trials_; }
  size_t failures() const { return failures_; }
  const std::vector<FailedTrial>& failed() const { return failed_; }  // the first
  // How many successful trials of a mode there are, by its name, and how many rounds.
  const std::map<std::string, size_t>& trials_by_mode() const { return by_mode_; }
  const std::map<std::string, int>& rounds_by_mode() const { return rounds_; }
  // The values of a key of selection.h in all records, in order of appearance; not of "plan".
  const std::vector<std::string>& values(const std::string& key) const;

 private:
  std::map<ReportCell, std::vector<Sample>> samples_where(
      const std::function<bool(const Record&)>& wanted) const;
  void note_keys(const Record& record);
  void add_noisy(const Record& record);
  void keep_repeatable(Record record);
  void keep_noisy(Record record);

  mutable CellPlaces places_;  // knows all inputs and phases of records()
  std::vector<Record> records_;
  std::map<ReportCell, NoisyCell> noisy_;
  std::map<std::string, std::vector<size_t>> repeatable_;  // places in records_ by configuration
  std::set<std::string> conditions_;                       // of the noisy trials kept
  std::map<std::string, std::vector<std::string>> values_;
  std::map<std::string, std::unordered_set<std::string>> known_values_;  // the same
  std::vector<FailedTrial> failed_;
  std::map<std::string, size_t> by_mode_;
  std::map<std::string, int> rounds_;
  size_t trials_ = 0;
  size_t failures_ = 0;
  size_t noisy_kept_ = 0;
  size_t left_out_ = 0;
};

}  // namespace heapdyno
