#include "harness/base/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMostOutput = 16u << 20;
constexpr size_t kMostErrors = 8192;
// How long the loop sleeps when nothing is written: bounds the delay of a time limit. The end of a
// child closes its pipes and wakes the loop at once.
constexpr int kPollMilliseconds = 50;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Descriptor() { close(); }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read, write;
};

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (pipe2(fds.data(), O_CLOEXEC) != 0) {
    throw Error(std::string("no pipe for a child process: ") + std::strerror(errno));
  }
  return {Descriptor(fds[0]), Descriptor(fds[1])};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What the child does between fork and exec: async-signal-safe calls alone, since other threads of
// the tool may hold any lock at the moment of the fork.
[[noreturn]] void become(const ChildOptions& options, char** argv, char** envp, int out, int err,
                         pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // the parent died before the line above
  const int null = open("/dev/null", O_RDONLY);
  dup2(null, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  dup2(err, STDERR_FILENO);
  signal(SIGPIPE, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (options.preload != nullptr) options.preload->keep_open();
  execve(argv[0], argv, envp);
  const char* why = strerrordesc_np(errno);
  const auto say = [](const char* text) {
    if (write(STDERR_FILENO, text, strlen(text)) < 0) _exit(127);
  };
  say("cannot execute ");
  say(argv[0]);
  say(": ");
  say(why == nullptr ? "unknown error" : why);
  say("\n");
  _exit(127);
}

// Appends what can be read; false at the end of the stream.
bool drain(const Descriptor& from, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t n = read(from.get(), buffer.data(), buffer.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  text.append(buffer.data(), static_cast<size_t>(n));
  return n > 0;
}

uint64_t nanoseconds(const timeval& time) {
  return static_cast<uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<uint64_t>(time.tv_usec) * 1000;
}

class RunningChild {
 public:
  RunningChild(pid_t pid, Descriptor out, Descriptor err)
      : pid_(pid), out_(std::move(out)), err_(std::move(err)) {}

  ChildEnd wait(const ChildOptions& options) {
    const Clock::time_point deadline = Clock::now() + options.limit;
    while (!has_ended()) {
      if (options.limit.count() > 0 && Clock::now() >= deadline && !forced_) {
        force(ChildEnd::How::kTimedOut);
      }
      if (options.stop != nullptr && options.stop->load() && !forced_) stop(options);
      listen(options);
    }
    kill(-pid_, SIGKILL);  // whatever the child started and left behind
    while (out_.is_open() && hear(options)) continue;
    while (err_.is_open() && drain(err_, end_.errors)) trim();
    reap();
    return std::move(end_);
  }

 private:
  bool has_ended() const {
    siginfo_t info{};
    return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == pid_;
  }

  void force(ChildEnd::How how) {
    forced_ = true;
    end_.how = how;
    kill(-pid_, SIGKILL);
  }

  void stop(const ChildOptions& options) {
    if (kill_at_ == Clock::time_point()) {
      kill_at_ = Clock::now() + options.grace;
      if (options.grace.count() > 0) kill(-pid_, SIGTERM);
    }
    end_.how = ChildEnd::How::kStopped;
    if (Clock::now() >= kill_at_) force(ChildEnd::How::kStopped);
  }

  // Reads from stdout, and passes on what was read; false at its end.
  bool hear(const ChildOptions& options) {
    const size_t before = end_.output.size();
    const bool more = drain(out_, end_.output);
    if (options.on_output && end_.output.size() > before)
      options.on_output(std::string_view(end_.output).substr(before));
    return more;
  }

  void listen(const ChildOptions& options) {
    std::array<pollfd, 2> streams = {pollfd{out_.get(), POLLIN, 0}, pollfd{err_.get(), POLLIN, 0}};
    // Both streams closed and the child not yet gone: look again soon.
    const bool open = out_.is_open() || err_.is_open();
    poll(streams.data(), streams.size(), open ? kPollMilliseconds : 1);
    if (streams[0].revents != 0 && !hear(options)) out_.close();
    if (streams[1].revents != 0 && !drain(err_, end_.errors)) err_.close();
    trim();
  }

  void trim() {
    if (end_.output.size() > kMostOutput) end_.output.resize(kMostOutput);
    if (end_.errors.size() > kMostErrors) {
      end_.errors.erase(0, end_.errors.size() - kMostErrors);
    }
  }

  void reap() {
    int status = 0;
    struct rusage usage {};
    while (wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) continue;
    end_.cpu_ns = nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime);
    end_.involuntary_switches = static_cast<uint64_t>(usage.ru_nivcsw);
    end_.minor_faults = static_cast<uint64_t>(usage.ru_minflt);
    end_.major_faults = static_cast<uint64_t>(usage.ru_majflt);
    if (WIFSIGNALED(status)) {
      end_.code = WTERMSIG(status);
      if (end_.how == ChildEnd::How::kExited) end_.how = ChildEnd::How::kSignalled;
    } else {
      end_.code = WEXITSTATUS(status);
    }
  }

  const pid_t pid_;
  Descriptor out_, err_;
  ChildEnd end_;
  bool forced_ = false;
  Clock::time_point kill_at_;  // of a child that is being stopped
};

}  // namespace

std::string ChildEnd::text() const {
  switch (how) {
    case How::kExited:
      return "exit status " + std::to_string(code);
    case How::kSignalled:
      return "signal " + std::to_string(code) + " (" + strsignal(code) + ")";
    case How::kTimedOut:
      return "killed at its time limit";
    case How::kStopped:
      return "stopped";
  }
  return "";
}

ChildEnd run_child(const ChildOptions& options) {
  std::vector<std::string> arguments = {options.program};
  arguments.insert(arguments.end(), options.arguments.begin(), options.arguments.end());
  std::vector<std::string> environment = options.environment;
  if (options.preload != nullptr && !options.preload->value().empty()) {
    environment.push_back("LD_PRELOAD=" + options.preload->value());
  }
  std::vector<char*> argv = pointers(arguments);
  std::vector<char*> envp = pointers(environment);
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) throw Error(std::string("cannot start a process: ") + std::strerror(errno));
  if (pid == 0) {
    become(options, argv.data(), envp.data(), out.write.get(), err.write.get(), parent);
  }
  setpgid(pid, pid);  // here too: a kill of the group must not come before the child's own call
  out.write.close();
  err.write.close();
  return RunningChild(pid, std::move(out.read), std::move(err.read)).wait(options);
}

std::vector<std::string> last_lines(const std::string& text, size_t lines) {
  constexpr size_t kMostBytes = 2048;
  std::vector<std::string> last;
  size_t bytes = 0;
  size_t end = text.size();
  while (end > 0 && last.size() < lines) {
    const size_t newline = text.rfind('\n', end - 1);
    const size_t begin = newline == std::string::npos ? 0 : newline + 1;
    if (begin < end) {
      bytes += end - begin;
      if (bytes > kMostBytes && !last.empty()) break;
      last.push_back(text.substr(begin, std::min(end - begin, kMostBytes)));
    }
    end = newline == std::string::npos ? 0 : newline;
  }
  std::reverse(last.begin(), last.end());
  return last;
}

std::vector<std::string> clean_environment() { return {"LC_ALL=C"}; }

std::vector<std::string> callers_environment(std::initializer_list<std::string_view> without) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::string_view name = text.substr(0, text.find('='));
    if (std::find(without.begin(), without.end(), name) == without.end())
      environment.emplace_back(text);
  }
  return environment;
}

}  // namespace heapdyno
