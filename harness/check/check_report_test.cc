#include "harness/check/check_report.h"

#include <gtest/gtest.h>

namespace heapdyno {
namespace {

Finding put_by(uint64_t before, uint64_t after, uint64_t operations) {
  Finding finding;
  finding.operation = "put";
  finding.metric = "allocations";
  finding.before = before;
  finding.after = after;
  finding.operations = operations;
  return finding;
}

TEST(CheckReport, TheMostSeriousFindingDecides) {
  CheckReport report;
  EXPECT_EQ(report.exit(), Exit::kFine);
  const std::pair<Found, Exit> in_turn[] = {{Found::kNote, Exit::kFine},
                                            {Found::kMoved, Exit::kFine},
                                            {Found::kDecrease, Exit::kImprovement},
                                            {Found::kExpired, Exit::kRegression},
                                            {Found::kIncrease, Exit::kRegression},
                                            {Found::kNotComparable, Exit::kNotComparable},
                                            {Found::kFailed, Exit::kFailed}};
  for (const auto& [found, exit] : in_turn) {
    report.findings.emplace_back().found = found;
    EXPECT_EQ(report.exit(), exit) << name_of(found);
  }
}

TEST(CheckReport, AChangeIsForEachOperationWhereThatShows) {
  EXPECT_EQ(change_text(put_by(1000, 3000, 1000)), "put: +2.00 allocations/op");
  EXPECT_EQ(change_text(put_by(3000, 1500, 1000)), "put: -1.50 allocations/op");
  EXPECT_EQ(change_text(put_by(100'000, 100'004, 1000)),
            "put: +4 allocations (100,000 -> 100,004)");
  Finding flushes;
  flushes.metric = "flushes";
  flushes.before = 12;
  flushes.after = 11;
  EXPECT_EQ(change_text(flushes), "-1 flushes (12 -> 11)");
}

TEST(CheckReport, AChangeOfWhatIsBoundedNamesItsTolerance) {
  Finding faults;
  faults.metric = "minor_faults";
  faults.before = 1000;
  faults.after = 1170;
  faults.tolerance = 0.01;
  EXPECT_EQ(change_text(faults), "+170 minor_faults (1,000 -> 1,170, +17 %, tolerance 1 %)");
  faults.before = 0;
  EXPECT_EQ(change_text(faults), "+1,170 minor_faults (0 -> 1,170, tolerance 1 %)");
}

TEST(CheckReport, ASiteIsNamedWithWhatItCallsAndItsLine) {
  const SiteDelta site = {
      "put", "Memtable::insert", "std::string", {"engine/store/memtable.cc", 88}, 1000, 0};
  EXPECT_EQ(text_of(site, 1000),
            "+1.00 Memtable::insert > std::string (engine/store/memtable.cc:88)");
  EXPECT_EQ(text_of(site, 0),
            "+1,000 Memtable::insert > std::string (engine/store/memtable.cc:88)");
  EXPECT_EQ(text_of({"put", "Db::put", "", {}, -2, 0}, 1000), "-2 Db::put");
}

}  // namespace
}  // namespace heapdyno
