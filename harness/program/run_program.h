// Runs a user's program to its end, in the environment and the folder of the caller.
//
// Its output is kept and not shown, so that it writes into a pipe in every run: the C library's
// buffers, which are allocations, depend on where they go. Its input is empty. What it started and
// did not wait for is killed when it ends.
//
// Thread contract: any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/child.h"

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

// What a run has besides. ProgramOptions::observer and libraries are no part of a run by themselves.
struct ProgramSetting {
  std::vector<std::string> tool;         // that runs the program, with its options; empty: none
  std::vector<std::string> libraries;    // preloaded, before those of the caller
  std::vector<std::string> environment;  // "NAME=value", beside or instead of all else
  // How far it came when it failed: " in phase run"; empty: nobody knows.
  std::function<std::string()> where = [] { return std::string(); };
};

// `scratch`: a folder of this run, which the libraries are preloaded from. Throws Error that names
// the program where it cannot be started, fails, crashes or is stopped. REQUIRES: a command.
ChildEnd run_program(const ProgramOptions& options, const ProgramSetting& setting,
                     const std::string& scratch);

// The path of its executable. Throws Error where there is none. REQUIRES: a command.
std::string executable_of(const ProgramOptions& options);

// Where the library of this place in the list is preloaded from.
std::string preloaded_path(const std::string& scratch, size_t place);

}  // namespace heapdyno
