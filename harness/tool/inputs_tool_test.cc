// Which record files commands read, and which of their records.

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>

#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class InputsTool : public Tool {
 protected:
  // A file of one record, in a folder of the build's source.
  std::string record_at(const std::string& name, const TestTrial& trial) const {
    const std::string path = folder_.source() + "/" + name;
    fs::create_directories(fs::path(path).parent_path());
    write_file(path, record_line(trial) + "\n");
    return path;
  }
};

TEST_F(InputsTool, TheNewestRunIsTheOneThatWasWrittenLastAndIsNamed) {
  const std::string old = record_at("results/runs/z-old.jsonl", {.scenario = "scan"});
  const std::string last = record_at("results/runs/20261122-093000.jsonl", {.scenario = "fill"});
  const std::string other = record_at("results/runs/notes.txt", {.scenario = "notes"});
  const fs::file_time_type now = fs::last_write_time(last);
  fs::last_write_time(old, now - std::chrono::hours(1));
  fs::last_write_time(other, now + std::chrono::hours(1));
  const Outcome newest = tool({"export", "csv"});
  EXPECT_EQ(newest.exit, 0) << newest.err;
  EXPECT_EQ(newest.err, "reading " + last + "\n");
  EXPECT_THAT(newest.out, Not(HasSubstr("scan")));
  const Outcome named = tool({"export", "csv", "--in", old});
  EXPECT_THAT(named.err, IsEmpty());
  EXPECT_THAT(named.out, HasSubstr("scan"));
}

}  // namespace
}  // namespace heapdyno
