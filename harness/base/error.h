// Error: what the harness throws when it cannot do what was asked, with the
// exit code that says which kind of failure it was. Thrown with its context in
// the message, caught once, in run_tool(). Thread contract: none needed.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace heapdyno {

// The exit codes of the tool. When several apply: 1, then 5, 3, 4.
enum class Exit : int {
  kFine = 0,
  kFailed = 1,       // the tool or a benchmark failed: crash, missing allocator
  kUsage = 2,        // the command line makes no sense
  kRegression = 3,   // from a gate alone
  kImprovement = 4,  // from a gate alone: not yet accepted into the baseline
  kNotComparable = 5,
};

class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message, Exit exit = Exit::kFailed)
      : std::runtime_error(message), exit_(exit) {}
  Exit exit() const { return exit_; }

 private:
  Exit exit_;
};

// What was interrupted, and can be continued: its records are whole.
class Stopped : public Error {
 public:
  explicit Stopped(std::string records)
      : Error("stopped; what was recorded is whole"), records_(std::move(records)) {}
  const std::string& records() const { return records_; }  // the file, as the user calls it

 private:
  std::string records_;
};

inline Error usage_error(const std::string& message) { return Error(message, Exit::kUsage); }

}  // namespace heapdyno
