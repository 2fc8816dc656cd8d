// The command history, from its arguments to its files.
#include <filesystem>

#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;

class HistoryTool : public Tool {
 protected:
  HistoryTool() {
    std::filesystem::create_directories(runs());
    write_file(runs() + "/1.jsonl", record_line({.commit = "first"}) + "\n");
    write_file(runs() + "/2.jsonl", record_line({.news = 400, .commit = "second"}) + "\n");
    write_file(runs() + "/notes.txt", "no record\n");
  }

  std::string runs() const { return folder_.file("runs"); }
};

TEST_F(HistoryTool, steps_of_a_folder_of_records_are_printed) {
  const Outcome outcome = tool({"history", runs(), "--metric", "allocs/op", "--format", "csv"});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("second,fill,fill,baseline,glibc,allocs/op,3.2,4.2,0.3125"));
}

TEST_F(HistoryTool, a_page_is_written_where_there_is_the_empty_one) {
  const std::string page = folder_.file("history.html");
  const Outcome missing = tool({"history", runs(), "--page", page});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_THAT(missing.err, HasSubstr("scripts/report-assets makes it"));
  make_page();
  const Outcome outcome = tool({"history", runs(), "--page", page});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(read_file(page), HasSubstr("history-allocs-op"));
}

TEST_F(HistoryTool, what_cannot_be_followed_is_a_usage_error) {
  EXPECT_EQ(tool({"history"}).exit, 2);
  EXPECT_EQ(tool({"history", runs(), "--metric", "nonsense"}).exit, 2);
  EXPECT_EQ(tool({"history", runs(), "--against", "nonsense"}).exit, 2);
  EXPECT_EQ(tool({"history", runs(), "--metric", "ns/op"}).exit, 2);
  std::filesystem::create_directories(folder_.file("empty"));
  const Outcome empty = tool({"history", folder_.file("empty")});
  EXPECT_EQ(empty.exit, 2);
  EXPECT_THAT(empty.err, HasSubstr("there is no .jsonl file in"));
}

}  // namespace
}  // namespace heapdyno
