// Micro-benchmarks of the ideas in engine/memory, one by one, off and each kind.
//
//   microbench --table [--observer FILE] [GOOGLE BENCHMARK'S OPTIONS]
//       runs itself twice, plain and under the observer, and prints one table per item
//   microbench [GOOGLE BENCHMARK'S OPTIONS]
//       one run in this process: times when plain, counts (allocs_per_iter in the JSON) when the
//       observer is preloaded
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "allocators/preload.h"
#include "engine/memory/benchmark/measure.h"
#include "engine/memory/benchmark/table.h"

namespace engine {
namespace {

using Arguments = std::vector<std::string>;

constexpr const char* kSelf = "/proc/self/exe";

// Gives the library what the observer counted in kCountedScope.
class ObserverMemory final : public benchmark::MemoryManager {
 public:
  void Start() override {
    before_ = observer.read(kCountedScope);
    measured_iterations = 0;
  }

  void Stop(Result& result) override {
    const heapdyno_counts now = observer.read(kCountedScope);
    result.num_allocs = static_cast<int64_t>(allocations(now) - allocations(before_));
    // The library divides the number by the iterations but not the bytes: measured_iterations does.
    const uint64_t iterations = std::max<uint64_t>(1, measured_iterations);
    result.total_allocated_bytes = static_cast<int64_t>((now.bytes - before_.bytes) / iterations);
  }
  void Stop(Result* result) override { Stop(*result); }

 private:
  static uint64_t allocations(const heapdyno_counts& counts) {
    uint64_t sum = 0;
    for (int function = HEAPDYNO_MALLOC; function <= HEAPDYNO_NEW; ++function)
      sum += counts.calls[function];
    return sum;
  }

  heapdyno_counts before_ = {};
};

// One run in this process.
int run_benchmarks(int argc, char** argv) {
  auto found = heapdyno::Observer::find();
  if (!found.is_ok()) throw std::runtime_error(found.status().to_string());
  observer = *found;
  observer.enter(HEAPDYNO_SCOPE_HARNESS);
  ObserverMemory memory;
  if (observer.present()) benchmark::RegisterMemoryManager(&memory);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add_small_vector();
  add_arena();
  add_object_pool();
  add_zero_copy();
  add_flat_hash();
  add_string_pool();
  add_preallocate();
  add_lock_free_pool();
  add_simd();
  return benchmark::RunSpecifiedBenchmarks() == 0 ? 1 : 0;
}

std::vector<char*> pointers(Arguments& arguments) {
  std::vector<char*> result;
  for (std::string& argument : arguments) result.push_back(argument.data());
  result.push_back(nullptr);
  return result;
}

std::string read_all(int fd) {
  std::string text;
  char buffer[65536];
  for (ssize_t n; (n = ::read(fd, buffer, sizeof buffer)) != 0;) {
    if (n < 0 && errno != EINTR)
      throw std::runtime_error(std::string("read: ") + std::strerror(errno));
    if (n > 0) text.append(buffer, static_cast<size_t>(n));
  }
  return text;
}

// Runs this executable in an environment of its own and returns what it printed.
std::string run_self(Arguments arguments, const heapdyno::Preload& preload) {
  arguments.insert(arguments.begin(), kSelf);
  arguments.push_back("--benchmark_format=json");
  Arguments environment = {"LC_ALL=C"};
  if (!preload.value().empty()) environment.push_back("LD_PRELOAD=" + preload.value());
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);
  int pipe_ends[2];
  if (::pipe2(pipe_ends, O_CLOEXEC) != 0)
    throw std::runtime_error(std::string("pipe: ") + std::strerror(errno));
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  if (child == 0) {
    preload.keep_open();
    ::dup2(pipe_ends[1], STDOUT_FILENO);
    ::execve(kSelf, argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(pipe_ends[1]);
  std::string output = read_all(pipe_ends[0]);
  ::close(pipe_ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) throw std::runtime_error("a run of the benchmarks failed");
  return output;
}

// The observer of the same build.
std::string default_observer() {
  const std::filesystem::path folder = std::filesystem::read_symlink(kSelf).parent_path();
  return folder / "../../../allocators/observer/libheapdyno-observer.so";
}

int print_table(Arguments arguments) {
  std::string observer_file = default_observer();
  for (size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] != "--observer") continue;
    observer_file = arguments[i + 1];
    arguments.erase(arguments.begin() + static_cast<ptrdiff_t>(i),
                    arguments.begin() + static_cast<ptrdiff_t>(i) + 2);
    break;
  }
  auto preload = heapdyno::Preload::open({observer_file});
  if (!preload.is_ok()) throw std::runtime_error(preload.status().to_string());
  Arguments counting = arguments;
  counting.push_back("--benchmark_min_time=0.001");
  counting.push_back("--benchmark_repetitions=1");
  const std::string counted = run_self(counting, *preload);
  Arguments timing = {"--benchmark_min_time=0.05", "--benchmark_repetitions=3",
                      "--benchmark_enable_random_interleaving=true"};
  timing.insert(timing.end(), arguments.begin(), arguments.end());
  const std::string timed = run_self(timing, heapdyno::Preload());
  std::fputs(to_table(merge(timed, counted)).c_str(), stdout);
  return 0;
}

}  // namespace
}  // namespace engine

int main(int argc, char** argv) {
  try {
    if (argc > 1 && std::string_view(argv[1]) == "--table")
      return engine::print_table({argv + 2, argv + argc});
    return engine::run_benchmarks(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "microbench: %s\n", error.what());
    return 1;
  }
}
