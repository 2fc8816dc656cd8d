#include "harness/run/noise_meter.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace heapdyno {
namespace {

ChildEnd busy_child() {
  ChildOptions options;
  options.program = "/bin/sh";
  options.arguments = {"-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done"};
  return run_child(options);
}

TEST(NoiseMeter, TellsTheProcessesOfTheTrialFromTheMachine) {
  NoiseMeter meter;
  const ChildEnd first = busy_child();
  const ChildEnd second = busy_child();
  meter.add(first);
  meter.add(second);
  const MachineNoise noise = meter.read();
  EXPECT_GT(first.cpu_ns, 0u);
  EXPECT_EQ(noise.cpu_ns, first.cpu_ns + second.cpu_ns);
  EXPECT_EQ(noise.involuntary_switches, first.involuntary_switches + second.involuntary_switches);
  EXPECT_GE(noise.wall_ns, noise.cpu_ns / 2);
}

TEST(NoiseMeter, SaysWhatTheSystemShowsAndNothingElse) {
  const MachineNoise noise = NoiseMeter().read();
  EXPECT_TRUE(noise.busy_ns && noise.idle_ns && noise.stolen_ns);
  EXPECT_EQ(noise.waited_ns.has_value(), std::filesystem::exists("/proc/pressure/cpu"));
  EXPECT_EQ(noise.cpu_ns, 0u);
}

}  // namespace
}  // namespace heapdyno
