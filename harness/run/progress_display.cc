#include "harness/run/progress_display.h"

#include <cmath>
#include <cstdio>

#include "harness/base/words.h"

namespace heapdyno {
namespace {

std::string clock_text(double seconds) {
  const long whole = std::lround(seconds);
  char text[32];
  std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
  return text;
}

}  // namespace

ProgressDisplay::ProgressDisplay(const Plan& plan, const std::set<std::string>& done,
                                 int counting_at_once, Kind kind, std::ostream& out)
    : plan_(plan), counting_at_once_(counting_at_once), kind_(kind), out_(out) {
  for (const Trial& trial : plan.trials) {
    if (done.count(plan.id_of(trial)) != 0) continue;
    ++left_[{trial.scenario, trial.mode}];
    ++left_in_cell_[cell_of(trial)];
    ++total_;
  }
}

std::string ProgressDisplay::cell_of(const Trial& trial) const {
  const std::string id = plan_.id_of(trial);
  return id.substr(0, id.rfind(' '));
}

void ProgressDisplay::started(const Trial& trial) {
  running_.insert(plan_.id_of(trial));
  if (kind_ == Kind::kTerminal) write_line();
}

void ProgressDisplay::ended(const Trial& trial, int attempt, const TrialEnd& end) {
  const std::string id = plan_.id_of(trial);
  const bool ok = end.state == TrialEnd::State::kOk;
  const bool last_attempt = ok || attempt >= 2;
  if (!ok && kind_ != Kind::kQuiet) {
    if (kind_ == Kind::kTerminal) out_ << "\r\033[K";
    out_ << id << ": " << name_of(end.state) << ": " << end.reason << "\n";
    for (const std::string& line : end.errors) out_ << "    " << line << "\n";
  }
  if (!last_attempt) return;
  running_.erase(id);
  ++ended_;
  const Cost cost{trial.scenario, trial.mode};
  --left_[cost];
  means_[cost].seconds += end.seconds;
  ++means_[cost].trials;
  if (--left_in_cell_[cell_of(trial)] == 0) tell_cell(trial, ok ? "" : ": without a result");
  if (kind_ == Kind::kTerminal) write_line();
}

void ProgressDisplay::left_out(const std::vector<Trial>& trials) {
  total_ -= static_cast<int>(trials.size());
  for (const Trial& trial : trials) {
    --left_[{trial.scenario, trial.mode}];
    if (--left_in_cell_[cell_of(trial)] == 0) tell_cell(trial, "");
  }
}

void ProgressDisplay::tell_cell(const Trial& trial, const char* how) {
  if (kind_ != Kind::kLog) return;
  out_ << "[" << ended_ << "/" << total_ << "] " << cell_of(trial) << how << std::endl;
}

void ProgressDisplay::say(const std::string& line) {
  if (kind_ == Kind::kTerminal) out_ << "\r\033[K";
  out_ << line << std::endl;
}

double ProgressDisplay::seconds_left() const {
  double known_seconds = 0;
  int known_trials = 0;
  for (const auto& [cost, mean] : means_) {
    known_seconds += mean.seconds;
    known_trials += mean.trials;
  }
  if (known_trials == 0) return -1;
  double seconds = 0;
  for (const auto& [cost, trials] : left_) {
    const auto mean = means_.find(cost);
    const double each = mean == means_.end() ? known_seconds / known_trials
                                             : mean->second.seconds / mean->second.trials;
    seconds += each * trials / (is_timed(cost.second) ? 1 : counting_at_once_);
  }
  return seconds;
}

void ProgressDisplay::write_line() {
  const double left = seconds_left();
  std::string line = "[" + std::to_string(ended_) + "/" + std::to_string(total_) + "] ";
  if (left >= 0) line += clock_text(left) + " left  ";
  line += join(std::vector<std::string>(running_.begin(), running_.end()), " | ");
  constexpr size_t kWidth = 118;  // a longer line would wrap and could not be written over
  out_ << "\r\033[K" << line.substr(0, kWidth) << std::flush;
}

void ProgressDisplay::finish() {
  if (kind_ == Kind::kTerminal) out_ << "\r\033[K" << std::flush;
}

}  // namespace heapdyno
