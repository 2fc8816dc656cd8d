#include "harness/check/report_markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/testing/test_check_reports.h"

namespace heapdyno {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr const char* kOrdinary = R"(### heapdyno check: 1 increase, 1 decrease, 1 moved, 1 note

76 figures in 3 cells compared: exit 3

| | Cell | Phase | What |
|---|---|---|---|
| increase | `fill-random (baseline)` | `fill` | `put: +2.00 allocations/op` |
| decrease | `fill-random (all)` | `fill` | `-1 flushes (12 -> 11)` |
| moved | `get-random (baseline)` | `get` | `get: as many allocations at other call sites` |
| note | `check` |  | `compared with the baseline of gcc 12.1` |

<details><summary><code>increase: fill-random (baseline), fill</code></summary>

```text
put: +2.00 allocations/op
+1.00 Db::put
+1.00 Memtable::insert > std::string (engine/store/memtable.cc:88)
heapdyno accept fill-random --reason "..."
```

</details>

<details><summary><code>decrease: fill-random (all), fill</code></summary>

```text
-1 flushes (12 -> 11)
The baseline has not accepted this.
```

</details>

<details><summary><code>moved: get-random (baseline), get</code></summary>

```text
get: as many allocations at other call sites
+1.00 Table::find (engine/store/table.cc:40)
-1.00 Db::get (engine/db/db.cc:120)
```

</details>
)";

TEST(ReportMarkdown, ASummaryIsAVerdictATableAndWhatIsKnownOfEachFinding) {
  EXPECT_EQ(written(ordinary_report(), CheckFormat::kMarkdown), kOrdinary);
}

TEST(ReportMarkdown, ACommentIsTheSameBehindAMarker) {
  EXPECT_EQ(written(ordinary_report(), CheckFormat::kComment),
            std::string("<!-- heapdyno check -->\n") + kOrdinary);
}

TEST(ReportMarkdown, WithoutFindingsThereIsNoTable) {
  EXPECT_EQ(written({{{"fill-random", "all", 28}}, {}}, CheckFormat::kMarkdown),
            "### heapdyno check: no change\n\n28 figures in 1 cell compared: exit 0\n");
}

TEST(ReportMarkdown, NamesAreNoMarkup) {
  const std::string page = written(awkward_report(), CheckFormat::kMarkdown);
  EXPECT_THAT(page,
              HasSubstr("| failed | `` a<b>&\"c\", 50 % (x\\|y`z) `` | `load: 1` | `ended with"
                        "  ::error::signal 11 [31m \uFFFD \uFFFF ]]> @all #1` |\n"));
  EXPECT_THAT(page, HasSubstr("<summary><code>failed: a&lt;b&gt;&amp;&quot;c&quot;, 50 % (x|y`z), "
                              "load: 1</code></summary>\n"));
}

TEST(ReportMarkdown, AFenceIsLongerThanAnyInIt) {
  CheckReport report = awkward_report();
  report.findings[0].sites[0].function = "a````b";
  EXPECT_THAT(written(report, CheckFormat::kMarkdown), HasSubstr("\n`````text\n"));
}

TEST(ReportMarkdown, APageThatIsFullCountsWhatItLeavesOut) {
  const std::string comment = written(long_report(1000), CheckFormat::kComment);
  EXPECT_LE(comment.size(), 65'536U);
  EXPECT_THAT(comment, StartsWith(kCommentMarker));
  EXPECT_THAT(comment, HasSubstr("`bench-0 (baseline)`"));
  EXPECT_THAT(comment, HasSubstr("</details>\n"));
  EXPECT_THAT(comment, HasSubstr(" findings left out of the table: the page is full."));
  EXPECT_THAT(comment, EndsWith(" findings left out here: the page is full. The text of the check "
                                "has all.\n"));
  EXPECT_THAT(written(long_report(1000), CheckFormat::kMarkdown), Not(HasSubstr("left out")));
}

TEST(ReportMarkdown, OneFindingMayBeLargerThanThePage) {
  CheckReport report = long_report(2);
  report.findings[0].text = std::string(200'000, 'x');
  report.findings[0].before.reset();
  const std::string comment = written(report, CheckFormat::kComment);
  EXPECT_LE(comment.size(), 65'536U);
  EXPECT_THAT(comment, HasSubstr("2 findings left out of the table"));
  EXPECT_THAT(comment, HasSubstr("2 findings left out here"));
}

}  // namespace
}  // namespace heapdyno
