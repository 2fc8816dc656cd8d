// Runs a user's program under the observer to its end, in the environment and the folder of the
// caller, and takes what its processes counted.
//
// Its output is kept and not shown, so that it writes into a pipe in every run: the C library's
// buffers, which are allocations, depend on where they go. Its input is empty. What it started and
// did not wait for is killed when it ends.
//
// Thread contract: any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "allocators/counters_file.h"

namespace heapdyno {

struct ProgramOptions {
  std::vector<std::string>
      command;           // the program, by path or to be found on PATH, and its arguments
  std::string observer;  // BuildFolder::observer_path()
  std::vector<std::string> libraries;    // preloaded behind the observer: another allocator
  std::vector<std::string> environment;  // "NAME=value", beside or instead of the caller's
  std::chrono::milliseconds limit{0};    // 0: none
  const std::atomic<bool>* stop = nullptr;
};

struct ProgramRun {
  std::vector<Counters> processes;  // the first one, then those that it started
  double seconds = 0;
};

// Throws Error where the program cannot be started, fails, crashes, is stopped, or leaves no counts.
// REQUIRES: a command.
ProgramRun observe_program(const ProgramOptions& options);

}  // namespace heapdyno
