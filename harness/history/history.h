// What the records of many commits say of each cell, commit by commit, and where that changed.
//
// - A counted metric, which is the same on every run, changes wherever it is not what it was:
//   every change is a step. One with a tolerance moves by more than that from where it last stepped.
// - A noisy metric is one value a commit, the median over its rounds, or what it is over the
//   reference in the same rounds where there is one; its steps are change_points() of the
//   logarithms, those of at least the metric's margin.
//
// One thread.
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/figures/noisy.h"
#include "harness/record/record.h"
#include "harness/record/selection.h"

namespace heapdyno {

struct HistoryOptions {
  std::vector<const Metric*> metrics;
  Selection against;  // the reference of noisy metrics; empty: none
};

struct HistoryCommit {
  std::string name;  // 12 digits, with "+" where there were changes that were not committed
  std::string time;  // when its first trial ended, UTC
};

struct HistoryPoint {
  size_t commit = 0;  // its place in History::commits
  double value = 0;   // the least, where it moved; over the reference: a ratio
  std::string text;
};

struct HistoryStep {
  size_t commit = 0;  // the first with the new value
  double before = 0;  // of noisy metrics the median of the segment
  double after = 0;
};

struct HistoryLine {
  std::string scenario;
  std::string phase;
  std::string configuration;  // "all", "leveldb"
  std::string alloc;
  std::string host;  // empty: all records are of one
  const Metric* metric = nullptr;
  bool is_ratio = false;  // over the reference
  std::vector<HistoryPoint> points;
  std::vector<HistoryStep> steps;
};

struct History {
  std::vector<HistoryCommit> commits;  // oldest first
  std::vector<HistoryLine> lines;      // by scenario, phase, metric, configuration, allocator
  std::vector<std::string> notes;
};

class HistoryGatherer {
 public:
  explicit HistoryGatherer(HistoryOptions options) : options_(std::move(options)) {}

  void add(Record record);

  // The commits that were met, in the order in which they were first measured.
  std::vector<HistoryCommit> commits() const;

  // `order` are their names, oldest first; those it does not have follow in the order above.
  History history(const std::vector<std::string>& order) const;

 private:
  struct Place {
    std::string scenario;
    std::string phase;
    const Metric* metric = nullptr;
    std::string configuration;
    std::string alloc;
    std::string host;
    auto operator<=>(const Place&) const = default;
  };
  struct Counted {
    double low = 0;
    double high = 0;
    double tolerance = 0;
  };

  void add_sample(const Sample& sample, const std::string& commit);
  Place place_of(const Sample& sample, const Metric& metric) const;
  // What of a place cells share with their reference.
  Place reference_place(Place place) const;
  std::vector<HistoryCommit> sorted(const std::vector<std::string>& order) const;
  HistoryLine line_at(const Place& place) const;
  HistoryLine counted_line(const Place& place, const std::vector<HistoryCommit>& commits) const;
  HistoryLine noisy_line(const Place& place, const std::vector<HistoryCommit>& commits) const;
  // Absent: not measured, or with no reference to be a ratio over.
  std::optional<double> noisy_value(const Place& place, const std::string& commit) const;
  std::vector<std::string> notes() const;

  HistoryOptions options_;
  std::map<std::string, std::string> first_times_;  // by commit
  std::map<Place, std::map<std::string, Counted>> counted_;
  std::map<Place, std::map<std::string, NoisySide>> noisy_;
  // By reference_place().
  std::map<Place, std::map<std::string, NoisySide>> references_;
  std::set<std::string> hosts_;
  size_t without_commit_ = 0;
};

}  // namespace heapdyno
