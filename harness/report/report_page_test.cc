#include "harness/report/report_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ReportData small_report() {
  ReportData report;
  report.question = "What does </script><b>it</b> cost?";
  report.answer = {{"Less:", {"all 75 % fewer"}}};
  report.warnings = {"2 trials failed"};
  TableCell value = number_cell(1.0 / 3);
  value.words = {{"verdict", "improvement"}};
  report.sections = {{"answer",
                      "Allocations",
                      {"Shorter is less."},
                      "left",
                      {"", {{"scenario", Align::kLeft}, {"value"}}, {{"fill", value}}, {}},
                      {},
                      {{"metric", "allocs/op"}}}};
  report.provenance = {"", {{"what"}, {"value"}}, {{"Commit", "c0ffee"}}, {}};
  report.command = "heapdyno run";
  return report;
}

std::string page_of(const ReportData& report, const std::string& page) {
  std::ostringstream out;
  write_page(out, report, page);
  return out.str();
}

TEST(ReportPage, a_cell_is_its_text_and_what_stands_behind_it) {
  const auto table = page_data(small_report())["sections"][0]["table"];
  EXPECT_EQ(table["columns"].dump(), R"([{"name":"scenario","right":false,"fields":[]},)"
                                     R"({"name":"value","right":true,"fields":["","verdict"]}])");
  EXPECT_EQ(table["rows"].dump(), R"([["fill",["0.333",0.333333,"improvement"]]])");
}

TEST(ReportPage, what_records_say_ends_no_script_and_makes_no_element) {
  const std::string page = page_of(small_report(), "<title>{{title}}</title><s>{{data}}</s>");
  EXPECT_THAT(page, HasSubstr("<title>What does &lt;/script&gt;"));
  EXPECT_THAT(page, HasSubstr("\\u003c/script>"));
  EXPECT_THAT(page, Not(HasSubstr("</script")));
}

TEST(ReportPage, text_behind_the_marks_is_left_as_it_is) {
  EXPECT_THAT(page_of(small_report(), "{{title}}{{data}}</body>{{data}}"),
              HasSubstr("</body>{{data}}"));
}

TEST(ReportPage, a_page_without_its_marks_is_refused) {
  EXPECT_THROW(page_of(small_report(), "<title>{{title}}</title>"), Error);
}

TEST(ReportPage, the_page_of_the_checkout_is_of_this_version) {
  BuildFolder folder;
  folder.report = std::string(std::getenv("HEAPDYNO_TEST_SOURCE")) + "/report/page";
  EXPECT_THAT(empty_page(folder), HasSubstr("{{data}}"));
}

TEST(ReportPage, markdown_has_answer_warnings_tables_and_command) {
  std::ostringstream out;
  write_markdown(out, small_report());
  EXPECT_EQ(out.str(), R"(## What does </script><b>it</b> cost?

Less:

- all 75 % fewer


**Before you trust this**

- 2 trials failed

### Allocations

Shorter is less.

| scenario | value |
|---|---:|
| fill | 0.333 |

### Where this comes from

| what | value |
|---:|---:|
| Commit | c0ffee |

To measure it again: `heapdyno run`
)");
}

TEST(ReportPage, a_long_table_is_folded_and_cut_in_markdown_alone) {
  ReportData report = small_report();
  Table& table = report.sections.front().table;
  table.rows.resize(100, table.rows.front());
  std::ostringstream markdown;
  write_markdown(markdown, report);
  EXPECT_THAT(markdown.str(), HasSubstr("<details><summary>100 rows</summary>"));
  EXPECT_THAT(markdown.str(), HasSubstr("the first 60 of 100 rows: --format csv has all"));
  std::ostringstream csv;
  write_csv(csv, report);
  const std::string text = csv.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 102);
}

TEST(ReportPage, csv_has_each_table_below_its_name) {
  std::ostringstream out;
  write_csv(out, small_report());
  EXPECT_EQ(out.str(),
            "# answer\nscenario,value,value.verdict\nfill,0.3333333333333333,improvement\n");
}

}  // namespace
}  // namespace heapdyno
