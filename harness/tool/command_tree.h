// The commands that CLI11 was told of, for what is made of all of them: examples, the manual page,
// completion. Pure functions; they borrow the app.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace heapdyno {

// "bisect commits"; "" of the tool itself.
std::string path_of(const CLI::App& command);

// The tool itself and every command below it, a command before its own.
std::vector<CLI::App*> every_command(CLI::App& app);

// Those that do something by themselves: without commands below them.
std::vector<const CLI::App*> leaves_of(const CLI::App& app);

std::vector<const CLI::App*> commands_below(const CLI::App& command);

// In the order of their help, without --help itself.
std::vector<const CLI::Option*> named_options(const CLI::App& command);
std::vector<const CLI::Option*> positionals(const CLI::App& command);

bool takes_value(const CLI::Option& option);

// What its value looks like, "NAME,..."; "" of a flag.
std::string form_of(const CLI::Option& option);

// "-p", "--param"
std::vector<std::string> spellings(const CLI::Option& option);

}  // namespace heapdyno
