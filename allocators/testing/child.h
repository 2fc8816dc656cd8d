// Runs a program for a test and takes what it prints: with an environment of the test's own, under
// the observer if asked.
// Thread contract: as a value; one test at a time.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "allocators/counters_file.h"
#include "allocators/preload.h"
#include "engine/base/test_folder.h"

namespace heapdyno {

struct Outcome {
  int status = 0;  // as waitpid() gives it
  std::string out;
  std::string err;
  pid_t pid = 0;
  bool exited(int code) const;
  bool killed_by(int signal) const;
};

// A folder in /dev/shm for counters files, removed with the object.
class SharedFolder : public engine::TestFolder {
 public:
  SharedFolder() : TestFolder("/dev/shm") {}
};

struct Setting {
  std::vector<std::string> environment = {"LC_ALL=C", "PATH=/usr/bin:/bin"};
  std::string input;
  size_t file_size_limit = 0;      // RLIMIT_FSIZE, if not 0
  size_t address_space_limit = 0;  // RLIMIT_AS, if not 0
};

// The libraries built beside the tests, by level, and the executables of this build (from the test's
// environment).
std::string observer_library(unsigned level = 0);
std::string test_program(const std::string& name);
std::string exercise_program(const std::string& allocator);
std::vector<std::string> tested_allocators();

Outcome run_program(const std::vector<std::string>& command, const Setting& setting = {});

// One run under the observer, with the counters of the first process and of the others that left a
// file.
struct Observed {
  Outcome outcome;
  std::optional<Counters> counters;
  std::vector<Counters> others;
};
Observed observe(const std::vector<std::string>& command, const Setting& setting = {},
                 const std::vector<std::string>& libraries = {observer_library()});

}  // namespace heapdyno
