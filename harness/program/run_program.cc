#include "harness/program/run_program.h"

#include <algorithm>
#include <filesystem>

#include "harness/base/environment.h"
#include "harness/base/error.h"
#include "harness/program/executable_file.h"
#include "heapdyno/observer.h"

namespace heapdyno {
namespace {

constexpr size_t kErrorLines = 10;
// scope.h says this where it was made for another observer.
constexpr const char* kOtherInterface = "heapdyno: the observer has interface";

std::string indented(const std::string& text) {
  std::string result;
  for (const std::string& line : last_lines(text, kErrorLines)) result += "\n  " + line;
  return result;
}

void set(std::vector<std::string>& environment, const std::string& given) {
  const std::string name = given.substr(0, given.find('=') + 1);
  std::erase_if(environment, [&](const std::string& own) { return own.starts_with(name); });
  environment.push_back(given);
}

class RunningProgram {
 public:
  RunningProgram(const ProgramOptions& options, const ProgramSetting& setting,
                 const std::string& scratch)
      : options_(options), setting_(setting), scratch_(scratch) {}

  ChildEnd run() const {
    ChildEnd end = run_child(child());
    judge(end);
    return end;
  }

 private:
  ChildOptions child() const {
    std::vector<std::string> command = setting_.tool;
    command.push_back(executable_of(options_));
    command.insert(command.end(), options_.command.begin() + 1, options_.command.end());
    ChildOptions child;
    child.program = command.front();
    child.arguments.assign(command.begin() + 1, command.end());
    child.environment = environment();
    child.limit = options_.limit;
    child.stop = options_.stop;
    return child;
  }

  std::vector<std::string> environment() const {
    std::vector<std::string> environment =
        callers_environment({"LD_PRELOAD", HEAPDYNO_OBSERVER_VARIABLE});
    for (const std::string& given : options_.environment) set(environment, given);
    for (const std::string& given : setting_.environment) set(environment, given);
    const std::string preloaded = preload();
    if (!preloaded.empty()) environment.push_back("LD_PRELOAD=" + preloaded);
    return environment;
  }

  // By links, for the loader splits the value at spaces and colons; and not by descriptors
  // (preload.h), which programs close before they start others. Then what the caller preloads.
  std::string preload() const {
    std::string value;
    for (size_t i = 0; i < setting_.libraries.size(); ++i)
      value += (value.empty() ? "" : ":") + linked(setting_.libraries[i], i);
    const std::string callers = environment_variable("LD_PRELOAD");
    return value.empty() || callers.empty() ? value + callers : value + ":" + callers;
  }

  std::string linked(const std::string& library, size_t place) const {
    if (!std::filesystem::exists(library)) throw Error(library + ": there is no such library");
    const std::string link = preloaded_path(scratch_, place);
    std::filesystem::create_symlink(std::filesystem::absolute(library), link);
    return link;
  }

  [[noreturn]] void fail(const std::string& what) const {
    throw Error(options_.command.front() + ": " + what);
  }

  void judge(const ChildEnd& end) const {
    if (end.how == ChildEnd::How::kTimedOut) {
      fail("killed at its time limit of " + std::to_string(options_.limit.count() / 1000) +
           " s: give it more, where the command has a --time-limit, or less to do" +
           indented(end.errors));
    }
    if (end.how == ChildEnd::How::kStopped) fail(end.text());
    if (end.errors.find(kOtherInterface) != std::string::npos) fail(indented(end.errors).substr(3));
    if (!end.succeeded()) {
      fail(end.text() + setting_.where() + indented(end.errors.empty() ? end.output : end.errors) +
           "\nwhat fails is not counted: run it by itself, and mend it first");
    }
  }

  const ProgramOptions& options_;
  const ProgramSetting& setting_;
  const std::string& scratch_;
};

}  // namespace

ChildEnd run_program(const ProgramOptions& options, const ProgramSetting& setting,
                     const std::string& scratch) {
  return RunningProgram(options, setting, scratch).run();
}

std::string executable_of(const ProgramOptions& options) {
  return find_executable(options.command.front(), environment_variable("PATH"));
}

std::string preloaded_path(const std::string& scratch, size_t place) {
  return scratch + "/preloaded" + std::to_string(place) + ".so";
}

}  // namespace heapdyno
