#include "harness/run/progress_display.h"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "harness/base/terminal.h"

namespace heapdyno {
namespace {

constexpr size_t kTimeWidth = std::string_view("over 59:59 left").size();  // hours are rare

std::string in_width(const std::string& text, size_t width) {
  return text + std::string(width - std::min(width, text.size()), ' ');
}

std::string to_the_right(const std::string& text, size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

}  // namespace

double ProgressDisplay::steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

ProgressDisplay::ProgressDisplay(const Plan& plan, const std::set<std::string>& done,
                                 int counting_at_once, Form form, std::ostream& out, Clock clock)
    : plan_(plan),
      form_(form),
      out_(out),
      clock_(std::move(clock)),
      time_left_(plan, done, counting_at_once) {
  for (const Trial& trial : plan.trials) {
    const std::string id = plan.id_of(trial);
    if (done.count(id) != 0) continue;
    widest_ = std::max(widest_, id.size());
    ++left_in_cell_[cell_of(trial)];
    ++total_;
  }
}

std::string ProgressDisplay::cell_of(const Trial& trial) const {
  const std::string id = plan_.id_of(trial);
  return id.substr(0, id.rfind(' '));
}

std::string& ProgressDisplay::free_place() {
  const auto place = std::find(places_.begin(), places_.end(), "");
  return place == places_.end() ? places_.emplace_back() : *place;
}

void ProgressDisplay::started(const Trial& trial) {
  free_place() = plan_.id_of(trial);
  time_left_.started(trial, clock_());
  if (form_.kind == Kind::kTerminal) write_line();
}

void ProgressDisplay::ended(const Trial& trial, int attempt, const TrialEnd& end) {
  const std::string id = plan_.id_of(trial);
  const bool ok = end.state == TrialEnd::State::kOk;
  const bool last_attempt = ok || attempt >= 2;
  if (!ok) {
    if (form_.kind == Kind::kTerminal) out_ << kEmptyLine;
    out_ << id << ": " << name_of(end.state) << ": " << end.reason << "\n";
    for (const std::string& line : end.errors) out_ << "    " << line << "\n";
  }
  if (!last_attempt) return;
  std::replace(places_.begin(), places_.end(), id, std::string());
  ++ended_;
  time_left_.ended(trial, clock_());
  if (--left_in_cell_[cell_of(trial)] == 0) tell_cell(trial, ok ? "" : ": without a result");
  if (form_.kind == Kind::kTerminal) write_line();
}

void ProgressDisplay::left_out(const std::vector<Trial>& trials) {
  total_ -= static_cast<int>(trials.size());
  for (const Trial& trial : trials) {
    time_left_.left_out(trial);
    if (--left_in_cell_[cell_of(trial)] == 0) tell_cell(trial, "");
  }
}

void ProgressDisplay::tell_cell(const Trial& trial, const char* how) {
  if (form_.kind != Kind::kLog) return;
  out_ << "[" << ended_ << "/" << total_ << "] " << cell_of(trial) << how << std::endl;
}

void ProgressDisplay::say(const std::string& line) {
  if (form_.kind == Kind::kTerminal) out_ << kEmptyLine;
  out_ << line << std::endl;
}

void ProgressDisplay::write_line() {
  const std::string total = std::to_string(total_);
  const auto left = time_left_.at(clock_());
  std::string line = "[" + to_the_right(std::to_string(ended_), total.size()) + "/" + total + "] " +
                     to_the_right(left ? text_of(*left) : "", kTimeWidth) + "  ";
  for (const std::string& id : places_) {
    if (&id != &places_.front()) line += id.empty() ? "   " : " | ";
    line += in_width(id, widest_);
  }
  out_ << kEmptyLine << line.substr(0, form_.columns - 1) << std::flush;
}

void ProgressDisplay::finish() {
  if (form_.kind == Kind::kTerminal) out_ << kEmptyLine << std::flush;
}

}  // namespace heapdyno
