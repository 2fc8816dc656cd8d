// How long a run will still take, learned from those of its trials that have ended. A trial is
// expected to take as long as the same configuration took in the same mode of its scenario, or where
// it has not been seen yet, as long as the others did there; of what nothing like it has ended
// nothing is assumed, and the estimate says that it is not whole.
//
// Thread contract: one call at a time. Moments are seconds of any clock that does not go back.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/record/plan.h"

namespace heapdyno {

class TimeLeft {
 public:
  struct Estimate {
    double seconds = 0;
    bool is_whole = true;  // false: some of what is left is not in it, so that it will be more
  };

  // `done` are ids of trials that will not run; borrows the plan. REQUIRES: counting_at_once > 0, the
  // trials that run at a time where they are not timed.
  TimeLeft(const Plan& plan, const std::set<std::string>& done, int counting_at_once);

  void started(const Trial& trial, double now);
  void ended(const Trial& trial, double now);  // REQUIRES: it has started
  void left_out(const Trial& trial);           // it will not run after all

  // Nothing: nothing is known yet of what is left.
  std::optional<Estimate> at(double now) const;

 private:
  // Trials of these last alike.
  struct Work {
    Mode mode;
    int scenario;
    int load;
    auto operator<=>(const Work&) const = default;
  };
  using Cell = std::pair<Work, int>;  // of one arm
  struct Mean {
    double seconds = 0;
    int trials = 0;
    void add(double more);
    double value() const { return seconds / trials; }
  };
  struct Running {
    Cell cell;
    double since;
  };
  struct OfMode;  // what one mode still takes

  static Cell cell_of(const Trial& trial);
  std::optional<double> expected(const Cell& cell) const;

  const Plan& plan_;
  const int counting_at_once_;
  std::map<Cell, int> waiting_;  // trials that have not started
  std::map<std::string, Running> running_;
  std::map<Cell, Mean> of_cells_;
  std::map<Work, Mean> of_works_;
};

// "0:45", "1:02:03"
std::string clock_text(double seconds);

// "0:45 left", "over 0:45 left"
std::string text_of(const TimeLeft::Estimate& estimate);

}  // namespace heapdyno
