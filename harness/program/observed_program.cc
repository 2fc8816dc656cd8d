#include "harness/program/observed_program.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "harness/base/child.h"
#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/base/words.h"
#include "harness/program/executable_file.h"

namespace heapdyno {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kErrorLines = 10;
// scope.h says this where it was made for another observer.
constexpr const char* kOtherInterface = "heapdyno: the observer has interface";

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string indented(const std::string& text) {
  std::string result;
  for (const std::string& line : last_lines(text, kErrorLines)) result += "\n  " + line;
  return result;
}

class RunningProgram {
 public:
  explicit RunningProgram(const ProgramOptions& options)
      : options_(options),
        executable_(find_executable(options.command.front(), variable("PATH"))),
        files_("/dev/shm") {}

  ProgramRun run() const {
    const Clock::time_point start = Clock::now();
    judge(run_child(child()));
    return {processes(), std::chrono::duration<double>(Clock::now() - start).count()};
  }

 private:
  std::string counters() const { return files_.path() + "/counters"; }

  ChildOptions child() const {
    ChildOptions child;
    child.program = executable_;
    child.arguments.assign(options_.command.begin() + 1, options_.command.end());
    child.environment = environment();
    child.limit = options_.limit;
    child.stop = options_.stop;
    return child;
  }

  std::vector<std::string> environment() const {
    std::vector<std::string> environment =
        callers_environment({"LD_PRELOAD", HEAPDYNO_OBSERVER_VARIABLE});
    for (const std::string& given : options_.environment) {
      const std::string name = given.substr(0, given.find('=') + 1);
      std::erase_if(environment, [&](const std::string& own) { return own.starts_with(name); });
      environment.push_back(given);
    }
    environment.push_back(HEAPDYNO_OBSERVER_VARIABLE "=" + counters());
    environment.push_back("LD_PRELOAD=" + preload());
    return environment;
  }

  // By links, for the loader splits the value at spaces and colons; and not by descriptors
  // (preload.h), which programs close before they start others. Then what the caller preloads.
  std::string preload() const {
    std::string value = linked(options_.observer, "observer.so");
    for (size_t i = 0; i < options_.libraries.size(); ++i)
      value += ":" + linked(options_.libraries[i], "library" + std::to_string(i) + ".so");
    const std::string callers = variable("LD_PRELOAD");
    return callers.empty() ? value : value + ":" + callers;
  }

  std::string linked(const std::string& library, const std::string& name) const {
    const std::string link = files_.path() + "/" + name;
    if (!std::filesystem::exists(library)) throw Error(library + ": there is no such library");
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
      fail(end.text() + far() + indented(end.errors.empty() ? end.output : end.errors) +
           "\nwhat fails is not counted: run it by itself, and mend it first");
    }
  }

  // How far it came, where it says so.
  std::string far() const {
    const engine::Result<Counters> counted = read_counters(counters());
    if (!counted.is_ok()) return "";
    for (const MarkedPhase& phase : counted->phases) {
      if (!phase.ended) return " in phase " + phase.name;
    }
    return "";
  }

  std::vector<Counters> processes() const {
    std::vector<Counters> processes;
    for (const std::string& file : counters_files(counters())) {
      engine::Result<Counters> counted = read_counters(file);
      if (!counted.is_ok()) fail(counted.status().to_string());
      processes.push_back(std::move(counted).value());
    }
    if (processes.empty()) fail(why_uncounted());
    return processes;
  }

  std::string why_uncounted() const {
    if (is_linked_statically(executable_)) {
      return "it is linked statically, so no library can count its allocations: link it without "
             "-static";
    }
    return "no process of it left counts: is /dev/shm full, is the size of files limited "
           "(ulimit -f), does it run as another user, or does what starts it clear LD_PRELOAD?";
  }

  const ProgramOptions& options_;
  const std::string executable_;
  TemporaryFolder files_;
};

}  // namespace

ProgramRun observe_program(const ProgramOptions& options) { return RunningProgram(options).run(); }

}  // namespace heapdyno
