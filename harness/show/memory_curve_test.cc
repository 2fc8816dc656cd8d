#include "harness/show/memory_curve.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

constexpr uint64_t kBase = 1 << 19;  // of a test's memory trial

Record memory(uint64_t at_start, uint64_t at_end) {
  TestTrial trial;
  trial.mode = Mode::kMemory;
  trial.samples = {{0, 0, kBase + at_start}, {100, 1000, kBase + at_end}};
  return record(trial);
}

// Nothing is alive at its start.
Record live(const std::string& alloc) {
  TestTrial trial;
  trial.mode = Mode::kLive;
  trial.alloc = alloc;
  trial.live = 400;
  trial.usable = 500;
  return record(trial);
}

std::string curve_csv(const std::vector<Record>& records) {
  std::ostringstream out;
  print(out, curve_tables(records), Format::kCsv);
  return out.str();
}

TEST(MemoryCurve, WhatIsAliveAndWhatIsHeldMeetAtTheSameMoments) {
  EXPECT_EQ(curve_csv({live("glibc"), memory(0, 700), memory(0, 800), memory(100, 1200)}),
            "scenario,phase,variant,alloc,keys,live,usable,held,held/live\n"
            "fill,fill,baseline,glibc,0,0,0,0,\n"
            "fill,fill,baseline,glibc,100,400,500,800,2\n");
}

TEST(MemoryCurve, WhatWasNotMeasuredIsNotZero) {
  EXPECT_EQ(curve_csv({live("jemalloc"), memory(5, 700)}),
            "scenario,phase,variant,alloc,keys,live,usable,held,held/live\n"
            "fill,fill,baseline,glibc,0,,,5,n/a\n"
            "fill,fill,baseline,glibc,100,,,700,n/a\n"
            "fill,fill,baseline,jemalloc,0,0,0,,n/a\n"
            "fill,fill,baseline,jemalloc,100,400,500,,n/a\n");
  EXPECT_TRUE(curve_tables({record({})}).empty());
}

}  // namespace
}  // namespace heapdyno
