// Completion for shells from what CLI11 was told of the commands. Pure
// functions; they borrow the app.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace heapdyno {

// "bash", "zsh"
std::vector<std::string> shells();

// A script for the shell: commands, options, values that are one of a few, and, by asking
// `heapdyno list`, the names of what there is. Throws a usage error for a shell that is none of
// these.
std::string completion_for(const std::string& shell, const CLI::App& app);

}  // namespace heapdyno
