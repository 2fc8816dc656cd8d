#include "harness/builds/outside_tool.h"

#include <unistd.h>

#include <chrono>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr std::chrono::seconds kGrace{10};

std::vector<std::string> callers_environment() {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    if (!variable.starts_with("NINJA_STATUS=") && !variable.starts_with("GIT_"))
      environment.emplace_back(variable);
  }
  return environment;
}

}  // namespace

ChildEnd try_outside(const std::vector<std::string>& command, OutsideOptions options) {
  ChildOptions child;
  child.program = "/usr/bin/env";
  child.arguments = command;
  child.environment = callers_environment();
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
