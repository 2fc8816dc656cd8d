// Runs one child process to its end: clean environment, its own process group,
// a time limit, its output kept. All that heapdyno starts is started here.
//
// Thread contract: any thread; children of several threads do not disturb each
// other. A child dies with the thread that runs it (PR_SET_PDEATHSIG), so a
// killed tool leaves nothing behind.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "allocators/preload.h"

namespace heapdyno {

struct ChildOptions {
  std::string program;                      // path of the executable
  std::vector<std::string> arguments;       // without the program's name
  std::vector<std::string> environment;     // "NAME=value"; nothing else is passed on
  const Preload* preload = nullptr;         // LD_PRELOAD by open descriptors
  std::chrono::milliseconds limit{0};       // 0: none
  const std::atomic<bool>* stop = nullptr;  // set: the child is killed
  // What it has for its own end when it is stopped, from SIGTERM to SIGKILL; 0: nothing.
  std::chrono::milliseconds grace{0};
  // Told of what the child writes to stdout while it runs, as it comes; empty: nobody.
  std::function<void(std::string_view)> on_output;
};

struct ChildEnd {
  enum class How { kExited, kSignalled, kTimedOut, kStopped };
  How how = How::kExited;
  int code = 0;                       // exit status or signal
  std::string output;                 // all of stdout, up to 16 MiB
  std::string errors;                 // the last 8 KiB of stderr
  uint64_t cpu_ns = 0;                // processor time, with that of children that it waited for
  uint64_t involuntary_switches = 0;  // likewise: times at which the system took the processor away
  uint64_t minor_faults = 0;          // likewise: pages first touched
  uint64_t major_faults = 0;          // likewise: pages read from disk

  bool succeeded() const { return how == How::kExited && code == 0; }
  // "exit status 3", "signal 11 (Segmentation fault)", "killed after 120 s"
  std::string text() const;
};

// Throws Error when no process can be made. A program that cannot be executed
// is a child with exit status 127 whose stderr says why.
ChildEnd run_child(const ChildOptions& options);

// The last lines of a text, at most `lines` and 2 KiB.
std::vector<std::string> last_lines(const std::string& text, size_t lines);

// The environment in which trials and descriptions run: LC_ALL=C and nothing of
// the caller's.
std::vector<std::string> clean_environment();

// The caller's, without the variables named: for programs that are the user's.
std::vector<std::string> callers_environment(std::initializer_list<std::string_view> without);

}  // namespace heapdyno
