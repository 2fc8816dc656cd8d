// What a run shows while it goes on. On a terminal one line that is written
// over: as soon as something is known of it, the time left (time_left.h), and what
// runs now. Each has a place of its own in it, so that nothing jumps about. Otherwise,
// for a log, one line for each cell when its last trial
// has ended. A failure is told at once in both.
//
// Thread contract: one call at a time (execute() sees to that).
#pragma once

#include <functional>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "harness/record/plan.h"
#include "harness/record/record.h"
#include "harness/run/time_left.h"

namespace heapdyno {

class ProgressDisplay {
 public:
  enum class Kind { kTerminal, kLog };
  struct Form {
    Kind kind = Kind::kLog;
    size_t columns = 80;  // of the terminal: a longer line could not be written over
  };
  using Clock = std::function<double()>;  // seconds, as TimeLeft takes them

  static double steady_seconds();

  // `done` are ids of trials that will not run; borrows plan and stream.
  ProgressDisplay(const Plan& plan, const std::set<std::string>& done, int counting_at_once,
                  Form form, std::ostream& out, Clock clock = steady_seconds);

  void started(const Trial& trial);
  void ended(const Trial& trial, int attempt, const TrialEnd& end);
  void left_out(const std::vector<Trial>& trials);  // they will not run after all
  void say(const std::string& line);                // something that happened between two trials
  void finish();                                    // takes the terminal's line away

 private:
  std::string cell_of(const Trial& trial) const;
  void tell_cell(const Trial& trial, const char* how);
  void write_line();
  std::string& free_place();

  const Plan& plan_;
  const Form form_;
  std::ostream& out_;
  const Clock clock_;
  TimeLeft time_left_;
  std::map<std::string, int> left_in_cell_;
  std::vector<std::string> places_;  // in the line: ids of what runs, "" where nothing does
  size_t widest_ = 0;                // of all ids
  int total_ = 0;
  int ended_ = 0;
};

}  // namespace heapdyno
