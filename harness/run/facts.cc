#include "harness/run/facts.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/base/child.h"

namespace heapdyno {
namespace {

using Clock = std::chrono::steady_clock;

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string cpu_model() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("model name")) continue;
    const size_t colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "unknown processor";
}

int usable_cores() {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

// "always [madvise] never" -> "madvise"
std::string chosen_word(const std::string& line) {
  const size_t open = line.find('[');
  const size_t close = line.find(']');
  if (open == std::string::npos || close == std::string::npos) return "";
  return line.substr(open + 1, close - open - 1);
}

double nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

// The least of several batches: whatever disturbs only adds.
template <typename Batch>
double least_of(int batches, Batch batch) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < batches; ++i) least = std::min(least, batch());
  return least;
}

double clock_cost() {
  constexpr int kReads = 2000;
  return least_of(5, [] {
    const Clock::time_point start = Clock::now();
    Clock::time_point last = start;
    for (int i = 0; i < kReads; ++i) last = std::max(last, Clock::now());
    return std::chrono::duration<double, std::nano>(last - start).count() / kReads;
  });
}

double page_fault_cost() {
  constexpr size_t kPage = 4096;
  constexpr size_t kPages = 512;
  return least_of(5, [] {
    void* memory =
        mmap(nullptr, kPages * kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return std::numeric_limits<double>::infinity();
    madvise(memory, kPages * kPage, MADV_NOHUGEPAGE);
    volatile char* bytes = static_cast<char*>(memory);
    const Clock::time_point start = Clock::now();
    for (size_t page = 0; page < kPages; ++page) bytes[page * kPage] = 1;
    const double cost = nanoseconds_since(start) / kPages;
    munmap(memory, kPages * kPage);
    return cost;
  });
}

// As setarch -R does it: what this process starts inherits that.
bool is_randomisation_off_here() {
  constexpr unsigned long kAsk = 0xffffffff;
  const int persona = personality(kAsk);
  return persona != -1 && (persona & ADDR_NO_RANDOMIZE) != 0;
}

uint64_t free_bytes(const char* path) {
  struct statvfs status {};
  return statvfs(path, &status) == 0 ? uint64_t{status.f_bavail} * status.f_frsize : 0;
}

}  // namespace

Facts gather_facts() {
  Facts facts;
  facts.cpu = cpu_model();
  facts.cores = usable_cores();
  struct utsname system {};
  if (uname(&system) == 0) facts.kernel = system.release;
  struct sysinfo memory {};
  if (sysinfo(&memory) == 0) facts.memory_bytes = uint64_t{memory.totalram} * memory.mem_unit;
  facts.thp = chosen_word(first_line("/sys/kernel/mm/transparent_hugepage/enabled"));
  facts.governor = first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  const std::string aslr = first_line("/proc/sys/kernel/randomize_va_space");
  if (!aslr.empty()) facts.aslr = std::atoi(aslr.c_str());
  if (is_randomisation_off_here()) facts.aslr = 0;
  double load = 0;
  if (getloadavg(&load, 1) == 1) facts.load = load;
  facts.shm_free_bytes = free_bytes("/dev/shm");
  facts.clock_ns = clock_cost();
  facts.page_fault_ns = page_fault_cost();
  return facts;
}

std::string host_json(const Facts& facts) {
  const auto rounded = [](double value) { return static_cast<int64_t>(std::llround(value)); };
  nlohmann::ordered_json json = {
      {"cpu", facts.cpu}, {"cores", facts.cores}, {"kernel", facts.kernel},
      {"thp", facts.thp}, {"aslr", facts.aslr},   {"page_fault_ns", rounded(facts.page_fault_ns)}};
  if (!facts.governor.empty()) json["governor"] = facts.governor;
  return json.dump();
}

std::string describe(const Facts& facts) {
  return facts.cpu + ", " + std::to_string(facts.cores) + (facts.cores == 1 ? " core" : " cores") +
         ", Linux " + facts.kernel + ", THP " + (facts.thp.empty() ? "unknown" : facts.thp) + ", " +
         (facts.governor.empty() ? "no governor" : "governor " + facts.governor);
}

std::optional<GitState> git_state(const std::string& checkout) {
  const auto git = [&](std::vector<std::string> arguments) {
    ChildOptions options;
    options.program = "/usr/bin/env";
    // A checkout that another user owns is one too: scripts run as root in a user's folder.
    options.arguments = {"git", "-c", "safe.directory=*", "-C", checkout};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    options.environment = {"PATH=/usr/local/bin:/usr/bin:/bin", "GIT_OPTIONAL_LOCKS=0"};
    return run_child(options);
  };
  const ChildEnd head = git({"log", "-1", "--abbrev=12", "--format=%h %cs"});
  if (!head.succeeded()) return std::nullopt;
  const ChildEnd status = git({"status", "--porcelain", "--untracked-files=no"});
  const size_t space = head.output.find(' ');
  return GitState{head.output.substr(0, space), !status.output.empty(),
                  head.output.substr(space + 1, head.output.find('\n') - space - 1)};
}

}  // namespace heapdyno
