#include "harness/export/raw_values.h"

#include <gtest/gtest.h>

#include <sstream>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

std::string csv(const std::vector<Record>& records) {
  std::ostringstream out;
  print(out, raw_values(records), Format::kCsv);
  return out.str();
}

TEST(RawValues, EachFigureOfEachTrialIsARow) {
  TestTrial timed;
  timed.mode = Mode::kTime;
  timed.block = 3;
  timed.place = 1;
  timed.operations = 128;
  timed.latency = {500, 2};
  EXPECT_EQ(
      csv({record(timed)}),
      R"(in,mode,scenario,phase,store,variant,alloc,load,control,layout,plan,block,place,metric,unit,value
run,time,fill,fill,reference,baseline,glibc,,,,00000000000000aa,3,1,ns/op,ns,781.25
run,time,fill,fill,reference,baseline,glibc,,,,00000000000000aa,3,1,cpu-ns/op,ns,781.25
run,time,fill,fill,reference,baseline,glibc,,,,00000000000000aa,3,1,rss_anon,bytes,1048576
run,time,fill,fill,reference,baseline,glibc,,,,00000000000000aa,3,1,minor_faults,faults,7
)");
}

TEST(RawValues, TheControlsRowsAreThereAndFailedTrialsAreNot) {
  std::vector<Record> records = {record({}), record({.state = TrialEnd::State::kCrashed})};
  records[0].keys["control"] = kControl;
  const std::string text = csv(records);
  EXPECT_NE(text.find(",a/a,,00000000000000aa,0,0,allocations,calls,320\n"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace heapdyno
