#include "harness/calibrate/control_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/calibrate/noise.h"
#include "harness/testing/test_build_folder.h"
#include "harness/testing/test_campaigns.h"

namespace heapdyno {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ControlFile : public testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/kept.jsonl"; }

  // What reading a file of these lines is refused with.
  std::string refusal(const std::string& lines) const {
    write_file(path(), lines);
    try {
      read_control_file(path());
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }

  TemporaryFolder folder_{"/tmp"};
};

const std::string kHeader = R"({"schema": "heapdyno.control/1", "plan": "aa"})"
                            "\n";

std::string kept(const std::vector<Record>& records) {
  std::ostringstream out;
  write_control_file(out, records);
  return out.str();
}

TEST_F(ControlFile, KeepsWhatACalibrationNeeds) {
  const std::vector<Record> records = normal_campaigns(2, 3, 0.01);
  write_file(path(), kept(records));
  EXPECT_TRUE(is_control_file(path()));
  const std::vector<Record> read = read_control_file(path());
  for (const char* const metric : {"ns/op", "rss_anon"}) {
    const NoisePool was = noise_of(records, find_metric(metric));
    const NoisePool is = noise_of(read, find_metric(metric));
    EXPECT_EQ(is.cells, was.cells);
    ASSERT_EQ(is.campaigns.size(), 2u);
    EXPECT_EQ(is.campaigns[1].rounds, was.campaigns[1].rounds);
    EXPECT_EQ(is.campaigns[1].begin, was.campaigns[1].begin);
  }
  EXPECT_EQ(kept(read), kept(records)) << "kept again it is the same";
}

TEST_F(ControlFile, SaysOfEachCampaignWhatItMeasured) {
  EXPECT_THAT(kept(normal_campaigns(1, 1, 0.01)),
              testing::StartsWith(R"({"schema":"heapdyno.control/1","plan":"plan 0","seed":"1",)"
                                  R"("store":"reference","variant":"baseline","alloc":"glibc",)"
                                  R"("compiler":"gcc 12.2.0","build":"cd",)"));
}

TEST_F(ControlFile, LeavesOutWhatHasNoControl) {
  const std::vector<Record> records = normal_campaigns(1, 1, 0.01);
  std::vector<Record> more = records;
  for (Record record : records) {
    record.keys.erase("control");
    record.keys["variant"] = "all";
    more.push_back(std::move(record));
  }
  EXPECT_EQ(kept(more), kept(records));
  std::erase_if(more, [](const Record& record) { return record.keys.contains("control"); });
  EXPECT_THROW(kept(more), Error);
}

TEST_F(ControlFile, RecordsAreNone) {
  write_file(path(), R"({"schema": "heapdyno.record/1"})");
  EXPECT_FALSE(is_control_file(path()));
  write_file(path(), "");
  EXPECT_FALSE(is_control_file(path()));
}

TEST_F(ControlFile, ABadLineIsNamed) {
  const std::string good = R"(["2026-11-26T06:48:45Z","fill","fill",0,1,false,100,1446,10711040])"
                           "\n";
  EXPECT_EQ(refusal(kHeader + good), "");
  EXPECT_THAT(refusal(kHeader + good + "[1, 2]\n"),
              AllOf(HasSubstr("kept.jsonl:3: "), HasSubstr("9 values")));
  EXPECT_THAT(refusal(kHeader + R"(["","a","a",0,1,false,-1,1,1])"),
              AllOf(HasSubstr("kept.jsonl:2: "), HasSubstr("value 7 is not a whole number")));
  EXPECT_THAT(refusal(kHeader + "{"), HasSubstr("kept.jsonl:2: "));
  EXPECT_THAT(refusal(R"({"schema": "x"})"), HasSubstr("expected the schema heapdyno.control/1"));
  EXPECT_THAT(refusal(good), HasSubstr("kept.jsonl:1: ")) << "of no campaign";
}

TEST_F(ControlFile, AFileThatIsNotThereIsNamed) { EXPECT_THROW(is_control_file(path()), Error); }

}  // namespace
}  // namespace heapdyno
