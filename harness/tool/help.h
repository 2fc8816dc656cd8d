// What stands beneath the options in a command's help, and in the manual page: examples, notes,
// exit codes. Constant data and pure functions; any thread.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "harness/base/error.h"

namespace heapdyno {

struct CommandExample {
  const char* command;  // its path, as path_of() has it
  const char* line;     // as it is typed
  const char* what;     // it does
};

// Two of each command.
std::vector<CommandExample> examples_of(const std::string& command);

// What else there is to say of the command; "": nothing.
std::string note_of(const std::string& command);

struct ExitMeaning {
  Exit exit;
  const char* what;
};
std::span<const ExitMeaning> exit_meanings();

// Puts all of it beneath each command's options.
void add_help(CLI::App& app);

}  // namespace heapdyno
