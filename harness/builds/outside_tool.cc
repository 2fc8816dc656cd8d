#include "harness/builds/outside_tool.h"

#include <chrono>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr std::chrono::seconds kGrace{10};

// Without what would change ninja's lines, or lead git to another checkout.
std::vector<std::string> environment_of_tools() {
  std::vector<std::string> environment = callers_environment({"NINJA_STATUS"});
  std::erase_if(environment, [](const std::string& entry) { return entry.starts_with("GIT_"); });
  return environment;
}

}  // namespace

ChildEnd try_outside(const std::vector<std::string>& command, OutsideOptions options) {
  ChildOptions child;
  child.program = "/usr/bin/env";
  child.arguments = command;
  child.environment = environment_of_tools();
  child.on_output = std::move(options.on_output);
  child.stop = options.stop;
  child.grace = kGrace;
  return run_child(child);
}

std::string run_outside(const std::vector<std::string>& command, OutsideOptions options) {
  ChildEnd end = try_outside(command, std::move(options));
  if (!end.succeeded()) {
    const std::string words = join(last_lines(end.output + end.errors, 15), "\n  ");
    throw Error("'" + join(command, " ") + "' failed: " + end.text() + "\n  " + words);
  }
  return std::move(end.output);
}

}  // namespace heapdyno
