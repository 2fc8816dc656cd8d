#include "harness/tool/command_tree.h"

#include <algorithm>

namespace heapdyno {
namespace {

constexpr const char* kHelp = "help";

}  // namespace

std::string path_of(const CLI::App& command) {
  if (command.get_parent() == nullptr) return "";
  const std::string above = path_of(*command.get_parent());
  return above.empty() ? command.get_name() : above + " " + command.get_name();
}

std::vector<CLI::App*> every_command(CLI::App& app) {
  std::vector<CLI::App*> commands = {&app};
  for (CLI::App* const below : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::vector<CLI::App*> its_own = every_command(*below);
    commands.insert(commands.end(), its_own.begin(), its_own.end());
  }
  return commands;
}

std::vector<const CLI::App*> commands_below(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::App*> leaves_of(const CLI::App& app) {
  const std::vector<const CLI::App*> below = commands_below(app);
  if (below.empty()) return {&app};
  std::vector<const CLI::App*> leaves;
  for (const CLI::App* const command : below) {
    const std::vector<const CLI::App*> its_own = leaves_of(*command);
    leaves.insert(leaves.end(), its_own.begin(), its_own.end());
  }
  return leaves;
}

std::vector<const CLI::Option*> named_options(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) {
    const std::vector<std::string>& names = option->get_lnames();
    return !names.empty() && names.front() != kHelp;
  });
}

std::vector<const CLI::Option*> positionals(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

std::string form_of(const CLI::Option& option) {
  if (!takes_value(option)) return "";
  return option.get_option_text().empty() ? "NUMBER" : option.get_option_text();
}

std::vector<std::string> spellings(const CLI::Option& option) {
  std::vector<std::string> all;
  for (const std::string& name : option.get_snames()) all.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) all.push_back("--" + name);
  return all;
}

}  // namespace heapdyno
