#include "harness/check/counted_records.h"

#include <gtest/gtest.h>

#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

TEST(CountedRecords, HaveTheFiguresOfMeasuredPhasesByOperation) {
  const CountedCell cell = counted_of(record({}));
  EXPECT_EQ(cell.scenario, "fill");
  EXPECT_EQ(cell.variant, "baseline");
  EXPECT_EQ(cell.digest, "5ca1ab1e5ca1ab1e");
  ASSERT_EQ(cell.phases.size(), 1u);
  const CellPhase& fill = cell.phases[0];
  EXPECT_EQ(fill.work, "0123456789abcdef fedcba9876543210");
  EXPECT_EQ(fill.operations.at("put").operations, 100u);
  EXPECT_EQ(fill.operations.at("put").figures.at("allocations"), 300u);
  EXPECT_EQ(fill.operations.at("background").figures.at("allocations"), 20u);
  EXPECT_EQ(fill.operations.at("background").operations, 0u);
  EXPECT_EQ(fill.physical.at("flushes"), 2u);
  EXPECT_EQ(fill.operations.at("put").figures.count("resized"), 0u) << "zeros are left out";
}

TEST(CountedRecords, SitesAreByOperationFunctionAndLine) {
  Record profile = record({.mode = Mode::kProfile});
  profile.phases[0].places = {
      {{"measure_put", "engine::DbImpl::put", "engine::Memtable::insert"},
       {{{"std::string", "engine/a.cc", 8}, {3, 30}}, {{"", "engine/a.cc", 9}, {1, 10}}}},
      {{"measure_put", "engine::Memtable::insert"}, {{{"std::string", "engine/a.cc", 8}, {4, 40}}}},
      {{"measure_put", "engine::DbImpl::run", "engine::Table::open"},
       {{{"", "engine/t.cc", 3}, {5, 50}}}}};
  CountedCell cell = counted_of(record({}));
  add_sites(cell, profile);
  const std::vector<CellSite>& sites = cell.phases[0].sites;
  ASSERT_EQ(sites.size(), 3u);
  EXPECT_EQ(sites[0].function, "Memtable::insert");
  EXPECT_EQ(sites[0].place, (SourcePlace{"engine/a.cc", 9}));
  EXPECT_EQ(sites[1].allocations, 7u) << "over all ways to it";
  EXPECT_EQ(sites[2].operation, "put, background");
  EXPECT_EQ(counted_operation(sites[2].operation), "background");
  EXPECT_EQ(counted_operation("put"), "put");
}

TEST(CountedRecords, ARecordWithoutLinesHasSitesAllTheSame) {
  CountedCell cell = counted_of(record({}));
  add_sites(cell, record({.mode = Mode::kProfile,
                          .stacks = {{{"measure_put", "engine::f"}, {3, 30, 0}}}}));
  ASSERT_EQ(cell.phases[0].sites.size(), 1u);
  EXPECT_EQ(cell.phases[0].sites[0].function, "f");
}

}  // namespace
}  // namespace heapdyno
