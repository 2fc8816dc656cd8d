#include "harness/run/time_left.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace heapdyno {

// Trials of one mode share the machine, and those of the next wait for them.
struct TimeLeft::OfMode {
  double sum = 0;
  double longest = 0;  // of those that run
};

void TimeLeft::Mean::add(double more) {
  seconds += more;
  ++trials;
}

TimeLeft::TimeLeft(const Plan& plan, const std::set<std::string>& done, int counting_at_once)
    : plan_(plan), counting_at_once_(counting_at_once) {
  for (const Trial& trial : plan.trials) {
    if (done.count(plan.id_of(trial)) == 0) ++waiting_[cell_of(trial)];
  }
}

TimeLeft::Cell TimeLeft::cell_of(const Trial& trial) {
  return {{trial.mode, trial.scenario, trial.load}, trial.arm};
}

void TimeLeft::started(const Trial& trial, double now) {
  const Cell cell = cell_of(trial);
  --waiting_[cell];
  running_[plan_.id_of(trial)] = {cell, now};
}

void TimeLeft::ended(const Trial& trial, double now) {
  const auto found = running_.find(plan_.id_of(trial));
  const auto& [cell, since] = found->second;
  of_cells_[cell].add(now - since);
  of_works_[cell.first].add(now - since);
  running_.erase(found);
}

void TimeLeft::left_out(const Trial& trial) { --waiting_[cell_of(trial)]; }

std::optional<double> TimeLeft::expected(const Cell& cell) const {
  if (const auto same = of_cells_.find(cell); same != of_cells_.end()) return same->second.value();
  const auto alike = of_works_.find(cell.first);
  return alike == of_works_.end() ? std::nullopt : std::optional(alike->second.value());
}

std::optional<TimeLeft::Estimate> TimeLeft::at(double now) const {
  std::map<Mode, OfMode> modes;
  Estimate estimate;
  for (const auto& [cell, trials] : waiting_) {
    const std::optional<double> each = expected(cell);
    if (each) modes[cell.first.mode].sum += trials * *each;
    if (!each && trials > 0) estimate.is_whole = false;
  }
  for (const auto& [id, running] : running_) {
    const std::optional<double> whole = expected(running.cell);
    const double rest = std::max(0.0, whole.value_or(0) - (now - running.since));
    OfMode& mode = modes[running.cell.first.mode];
    mode.sum += rest;
    mode.longest = std::max(mode.longest, rest);
    if (!whole) estimate.is_whole = false;
  }
  for (const auto& [mode, left] : modes)
    estimate.seconds += std::max(left.longest, left.sum / (is_timed(mode) ? 1 : counting_at_once_));
  if (estimate.seconds == 0 && !estimate.is_whole) return std::nullopt;
  return estimate;
}

std::string clock_text(double seconds) {
  const long whole = std::lround(seconds);
  char text[32];
  if (whole < 3600)
    std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
  else
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  return text;
}

std::string text_of(const TimeLeft::Estimate& estimate) {
  return (estimate.is_whole ? "" : "over ") + clock_text(estimate.seconds) + " left";
}

}  // namespace heapdyno
