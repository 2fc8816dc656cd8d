// The command report, from its arguments to its files.
#include <filesystem>

#include "harness/testing/test_records.h"
#include "harness/testing/test_tool.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReportTool : public Tool {
 protected:
  ReportTool() {
    write_file(records(), record_line({}) + "\n" +
                              record_line({.variant = "all", .news = 80, .background = 0}) + "\n");
  }

  std::string page() const { return folder_.file("report.html"); }
};

TEST_F(ReportTool, writes_a_page_of_the_records) {
  make_page();
  const Outcome outcome = tool({"report", records(), "-o", page()});
  EXPECT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("report: " + page()));
  EXPECT_THAT(read_file(page()), HasSubstr("<title>What do the optimizations save?</title>{"));
}

TEST_F(ReportTool, without_the_page_it_says_which_command_makes_it) {
  const Outcome outcome = tool({"report", "--in", records(), "-o", page()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("scripts/report-assets makes it"));
  EXPECT_FALSE(std::filesystem::exists(page()));
}

TEST_F(ReportTool, a_page_of_another_version_is_refused_with_the_command_that_makes_it_anew) {
  make_page(kPageVersion - 1);
  const Outcome outcome = tool({"report", records(), "-o", page()});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr("is of another version of heapdyno, "));
  EXPECT_THAT(outcome.err, HasSubstr("scripts/report-assets makes it"));
  EXPECT_FALSE(std::filesystem::exists(page()));
}

TEST_F(ReportTool, markdown_and_csv_do_without_the_page_and_are_printed) {
  const Outcome markdown = tool({"report", records(), "--format", "md"});
  EXPECT_EQ(markdown.exit, 0) << markdown.err;
  EXPECT_THAT(markdown.out, HasSubstr("## What do the optimizations save?"));
  const Outcome csv = tool({"report", records(), "--format", "csv", "--filter", "variant:all"});
  EXPECT_EQ(csv.exit, 0) << csv.err;
  EXPECT_THAT(csv.out, HasSubstr("fill,fill,all,allocs/op,0.8"));
  EXPECT_THAT(csv.out, Not(HasSubstr("baseline")));
}

TEST_F(ReportTool, two_inputs_with_labels_are_set_against_each_other) {
  const std::string other = folder_.file("other.jsonl");
  write_file(other, record_line({.news = 290}) + "\n");
  const Outcome outcome = tool({"report", "old=" + records(), "new=" + other, "--format", "md"});
  EXPECT_THAT(outcome.out, HasSubstr("## Did anything change from old to new?")) << outcome.err;
}

TEST_F(ReportTool, a_page_does_not_take_the_place_of_its_input) {
  make_page();
  EXPECT_EQ(tool({"report", records(), "-o", records()}).exit, 2);
  EXPECT_EQ(lines(), 2);
}

TEST_F(ReportTool, a_filter_that_matches_nothing_is_a_usage_error) {
  const Outcome outcome =
      tool({"report", records(), "--format", "md", "--filter", "alloc:tcmalloc"});
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_THAT(outcome.err, HasSubstr("nothing in these records matches"));
}

TEST_F(ReportTool, a_record_that_is_cut_short_is_named_by_its_line) {
  write_file(records(), record_line({}) + "\n" + record_line({}));
  const Outcome outcome = tool({"report", records(), "--format", "md"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_THAT(outcome.err, HasSubstr(records() + ":2: this record is cut short"));
}

TEST_F(ReportTool, a_misspelt_format_is_a_usage_error) {
  EXPECT_EQ(tool({"report", records(), "--format", "pdf"}).exit, 2);
}

}  // namespace
}  // namespace heapdyno
