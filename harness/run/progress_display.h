// What a run shows while it goes on. On a terminal one line that is written
// over: what runs now and the time left. Otherwise, for a log, one line for
// each cell when its last trial has ended. A failure is told at once in both.
//
// Thread contract: one call at a time (execute() sees to that).
#pragma once

#include <map>
#include <ostream>
#include <set>
#include <string>

#include "harness/record/plan.h"
#include "harness/record/record.h"

namespace heapdyno {

class ProgressDisplay {
 public:
  enum class Kind { kTerminal, kLog, kQuiet };

  // `done` are ids of trials that will not run; borrows plan and stream.
  ProgressDisplay(const Plan& plan, const std::set<std::string>& done, int counting_at_once,
                  Kind kind, std::ostream& out);

  void started(const Trial& trial);
  void ended(const Trial& trial, int attempt, const TrialEnd& end);
  void left_out(const std::vector<Trial>& trials);  // they will not run after all
  void say(const std::string& line);                // something that happened between two trials
  void finish();                                    // takes the terminal's line away

  // Seconds until all trials have ended, by the trials that have; negative: not
  // known yet.
  double seconds_left() const;

 private:
  using Cost = std::pair<int, Mode>;  // scenario and mode: trials of these last alike
  struct Mean {
    double seconds = 0;
    int trials = 0;
  };

  std::string cell_of(const Trial& trial) const;
  void tell_cell(const Trial& trial, const char* how);
  void write_line();

  const Plan& plan_;
  const int counting_at_once_;
  const Kind kind_;
  std::ostream& out_;
  std::map<Cost, int> left_;  // trials to go
  std::map<std::string, int> left_in_cell_;
  std::map<Cost, Mean> means_;
  std::set<std::string> running_;
  int total_ = 0;
  int ended_ = 0;
};

}  // namespace heapdyno
