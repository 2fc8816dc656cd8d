#include "harness/run/noise_meter.h"

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>

namespace heapdyno {
namespace {

using Count = std::optional<uint64_t>;

// The number behind a word of a file of words and numbers, which may be one: "total=14151" as well as
// "nr_throttled 3". Absent where the file or the word is not there.
Count number_after(const std::string& path, const std::string& word) {
  std::ifstream file(path);
  for (std::string text; file >> text;) {
    if (text == word) {
      uint64_t number = 0;
      return file >> number ? Count(number) : std::nullopt;
    }
    if (text.starts_with(word + "="))
      return std::strtoull(text.c_str() + word.size() + 1, nullptr, 10);
  }
  return std::nullopt;
}

Count sum(const Count& a, const Count& b) { return a && b ? Count(*a + *b) : a ? a : b; }

// Times at which a processor was slowed down for its heat, or the quota of the control group was used
// up (version 2, version 1).
Count throttled() {
  Count count = sum(number_after("/sys/fs/cgroup/cpu.stat", "nr_throttled"),
                    number_after("/sys/fs/cgroup/cpu/cpu.stat", "nr_throttled"));
  for (long cpu = 0; cpu < sysconf(_SC_NPROCESSORS_CONF); ++cpu) {
    std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                       "/thermal_throttle/core_throttle_count");
    uint64_t times = 0;
    if (file >> times) count = sum(count, times);
  }
  return count;
}

// All processors together: the first line of /proc/stat, in ticks of user, nice, system, idle, iowait,
// irq, softirq and steal.
void read_processors(MachineNoise& noise) {
  std::ifstream file("/proc/stat");
  std::string cpu;
  uint64_t user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
  if (!(file >> cpu >> user >> nice >> system >> idle >> iowait >> irq >> softirq >> steal)) return;
  const uint64_t tick = 1'000'000'000 / static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
  noise.busy_ns = (user + nice + system + irq + softirq) * tick;
  noise.idle_ns = (idle + iowait) * tick;
  noise.stolen_ns = steal * tick;
}

MachineNoise read_system() {
  MachineNoise noise;
  double load = 0;
  if (getloadavg(&load, 1) == 1)
    noise.load = std::round(100 * load) / 100;  // as the system shows it
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  noise.wall_ns = static_cast<uint64_t>(std::chrono::nanoseconds(now).count());
  read_processors(noise);
  // The first line is of "some": at least one task waited. In microseconds.
  if (const Count waited = number_after("/proc/pressure/cpu", "total"))
    noise.waited_ns = *waited * 1000;
  noise.throttled = throttled();
  return noise;
}

Count since(const Count& begin, const Count& end) {
  return begin && end ? Count(*end - *begin) : std::nullopt;
}

}  // namespace

NoiseMeter::NoiseMeter() : begin_(read_system()) {}

void NoiseMeter::add(const ChildEnd& child) {
  processes_.cpu_ns += child.cpu_ns;
  processes_.involuntary_switches += child.involuntary_switches;
}

MachineNoise NoiseMeter::read() const {
  const MachineNoise end = read_system();
  MachineNoise noise = processes_;
  noise.load = begin_.load;
  noise.wall_ns = end.wall_ns - begin_.wall_ns;
  for (const SystemCounter& counter : kSystemCounters)
    noise.*counter.value = since(begin_.*counter.value, end.*counter.value);
  return noise;
}

}  // namespace heapdyno
