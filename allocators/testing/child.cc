#include "allocators/testing/child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "engine/base/check.h"

namespace heapdyno {
namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (const std::string& text : texts) result.push_back(const_cast<char*>(text.c_str()));
  result.push_back(nullptr);
  return result;
}

// A file without a name that a child can write and its parent read afterwards.
class Unnamed {
 public:
  explicit Unnamed(const std::string& content = "") : file_(std::tmpfile()) {
    CHECK(file_ != nullptr);
    std::fwrite(content.data(), 1, content.size(), file_);
    std::rewind(file_);
  }
  ~Unnamed() { std::fclose(file_); }
  Unnamed(const Unnamed&) = delete;
  Unnamed& operator=(const Unnamed&) = delete;

  int descriptor() const { return fileno(file_); }
  std::string content() {
    std::rewind(file_);
    std::string result;
    char buffer[4096];
    while (const size_t bytes = std::fread(buffer, 1, sizeof(buffer), file_))
      result.append(buffer, bytes);
    return result;
  }

 private:
  std::FILE* const file_;
};

template <typename Resource>
void limit(Resource resource, size_t bytes) {
  const struct rlimit both = {bytes, bytes};
  if (bytes > 0) ::setrlimit(resource, &both);
}

Outcome run_with(const std::vector<std::string>& command, const Setting& setting,
                 const Preload& preload) {
  Unnamed in(setting.input), out, err;
  std::vector<std::string> environment = setting.environment;
  if (!preload.value().empty()) environment.push_back("LD_PRELOAD=" + preload.value());
  const std::vector<char*> arguments = pointers(command);
  const std::vector<char*> variables = pointers(environment);
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(in.descriptor(), 0);
    ::dup2(out.descriptor(), 1);
    ::dup2(err.descriptor(), 2);
    preload.keep_open();
    limit(RLIMIT_FSIZE, setting.file_size_limit);
    limit(RLIMIT_AS, setting.address_space_limit);
    ::execvpe(arguments[0], arguments.data(), variables.data());
    ::_exit(127);
  }
  Outcome outcome;
  outcome.pid = child;
  CHECK(::waitpid(child, &outcome.status, 0) == child);
  outcome.out = out.content();
  outcome.err = err.content();
  return outcome;
}

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  CHECK(value != nullptr);
  return value;
}

}  // namespace

bool Outcome::exited(int code) const { return WIFEXITED(status) && WEXITSTATUS(status) == code; }
bool Outcome::killed_by(int signal) const {
  return WIFSIGNALED(status) && WTERMSIG(status) == signal;
}

std::string observer_library(unsigned level) {
  const std::string path = variable("HEAPDYNO_TEST_OBSERVER");
  static constexpr const char* kNames[] = {"", "-usable", "-lifetimes"};
  return path.substr(0, path.rfind(".so")) + kNames[level] + ".so";
}

std::string test_program(const std::string& name) {
  return variable("HEAPDYNO_TEST_PROGRAMS") + "/" + name;
}

std::string exercise_program(const std::string& allocator) {
  return test_program("exercise-" + allocator);
}

std::vector<std::string> tested_allocators() {
  std::istringstream names(variable("HEAPDYNO_TEST_ALLOCATORS"));
  std::vector<std::string> result;
  for (std::string name; names >> name;) result.push_back(name);
  return result;
}

Outcome run_program(const std::vector<std::string>& command, const Setting& setting) {
  return run_with(command, setting, Preload());
}

Observed observe(const std::vector<std::string>& command, const Setting& setting,
                 const std::vector<std::string>& libraries) {
  const SharedFolder folder;
  const std::string path = folder.file("counters");
  Setting with_file = setting;
  with_file.environment.push_back(HEAPDYNO_OBSERVER_VARIABLE "=" + path);
  auto preload = Preload::open(libraries);
  CHECK(preload.is_ok());
  Observed observed;
  observed.outcome = run_with(command, with_file, *preload);
  for (const std::string& file : counters_files(path)) {
    auto counters = read_counters(file);
    if (!counters.is_ok()) std::fprintf(stderr, "%s\n", counters.status().to_string().c_str());
    CHECK(counters.is_ok());
    if (file == path) {
      observed.counters = *counters;
    } else {
      observed.others.push_back(*counters);
    }
  }
  return observed;
}

}  // namespace heapdyno
