#include "harness/builds/build_progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace heapdyno {
namespace {

std::string told(int steps, size_t piece) {
  std::string ninja = "ninja: Entering directory `build'\n";
  for (int step = 1; step <= steps; ++step) {
    ninja += "[" + std::to_string(step) + "/" + std::to_string(steps) + "] Compiling [3/4]\n";
    ninja += "a warning of it\n";
  }
  std::ostringstream log;
  BuildProgress progress(log);
  for (size_t at = 0; at < ninja.size(); at += piece) progress.hear(ninja.substr(at, piece));
  return log.str();
}

TEST(BuildProgress, EveryTenthIsTold) {
  const std::string tenths =
      "  built 5 of 50 steps\n  built 10 of 50 steps\n  built 15 of 50 steps\n"
      "  built 20 of 50 steps\n  built 25 of 50 steps\n  built 30 of 50 steps\n"
      "  built 35 of 50 steps\n  built 40 of 50 steps\n  built 45 of 50 steps\n"
      "  built 50 of 50 steps\n";
  EXPECT_EQ(told(50, 4096), tenths);
  EXPECT_EQ(told(50, 1), tenths);
}

TEST(BuildProgress, ATerminalsLineIsWrittenOverFitsAndIsTakenAway) {
  std::ostringstream log;
  {
    BuildProgress progress(log, 12);
    progress.hear("ninja: Entering directory `build'\n[1/3] Compiling a.cc\na warning\n[3/3] Lin");
    progress.hear("king b\n");
  }
  EXPECT_EQ(log.str(), "\r\033[K[1/3] Compi\r\033[K[3/3] Linki\r\033[K");
}

TEST(BuildProgress, AShortBuildSaysNothing) { EXPECT_EQ(told(19, 4096), ""); }

}  // namespace
}  // namespace heapdyno
