#include "harness/calibrate/noise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "harness/testing/test_campaigns.h"

namespace heapdyno {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pointwise;
using testing::SizeIs;

const Metric& time_metric() { return find_metric("ns/op"); }

std::vector<Record> joined(std::vector<TestCampaign> campaigns) {
  std::vector<Record> records;
  for (const TestCampaign& campaign : campaigns) {
    for (Record& record : records_of(campaign)) records.push_back(std::move(record));
  }
  return records;
}

std::string refusal(const std::vector<Record>& records) {
  try {
    noise_of(records, time_metric());
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::kNotComparable);
    return error.what();
  }
  return "";
}

TEST(NoisePool, HasTheDifferenceOfEachCellInEachRound) {
  const std::vector<Record> records =
      joined({{.differences = {{"fill", {0.01, -0.02, 0.03, 0.04, 0, 0}},
                               {"scan", {0.1, 0.2, -0.3, 0.0, 0, 0}}}}});
  const NoisePool noise = noise_of(records, time_metric());
  EXPECT_THAT(noise.cells, ElementsAre("fill fill", "scan fill"));
  ASSERT_THAT(noise.campaigns, SizeIs(1));
  const std::vector<Round>& rounds = noise.campaigns[0].rounds;
  ASSERT_THAT(rounds, SizeIs(6));
  EXPECT_THAT(rounds[2], Pointwise(DoubleNear(1e-8), Round{0.03, -0.3}));
  EXPECT_THAT(noise_of(records, find_metric("rss_anon")).campaigns[0].rounds[2],
              Pointwise(DoubleNear(1e-7), Round{0.015, -0.15}));
}

TEST(NoisePool, ComparesRealCampaignsAsTheyAre) {
  const std::vector<double> slower(12, 0.02);
  const std::vector<double> same = {1e-3, -1e-3, 2e-3, -2e-3, 3e-3, -3e-3, 4e-3, -4e-3};
  const NoisePool noise =
      noise_of(joined({{.differences = {{"a", slower}, {"b", same}}}}), time_metric());
  EXPECT_TRUE(noise.campaigns[0].compared[0].ratio.resolved());
  EXPECT_EQ(noise.campaigns[0].compared[0].blocks(), 12);
  EXPECT_FALSE(noise.campaigns[0].compared[1].ratio.resolved());
}

TEST(NoisePool, ARoundThatLacksACellIsLeftOut) {
  const NoisePool noise = noise_of(joined({{.differences = {{"a", std::vector<double>(7, 0.1)},
                                                            {"b", std::vector<double>(6, 0.1)}}}}),
                                   time_metric());
  EXPECT_THAT(noise.campaigns[0].rounds, SizeIs(6));
}

TEST(NoisePool, AnotherConfigurationThanTheControlsIsNoPartOfIt) {
  std::vector<Record> records = joined({{.differences = {{"a", std::vector<double>(6, 0.01)}}}});
  for (Record record : joined({{.differences = {{"a", std::vector<double>(6, 0.5)}}}})) {
    record.keys.erase("control");
    record.keys["variant"] = "all";
    records.push_back(std::move(record));
  }
  EXPECT_NEAR(noise_of(records, time_metric()).campaigns[0].compared[0].ratio.estimate, 0.01, 1e-8);
}

TEST(NoisePool, RecordingsAreHoursApart) {
  const std::vector<double> rounds(6, 0.01);
  const NoisePool noise = noise_of(
      joined({{.plan = "c", .time = "2026-11-26T13:20:00Z", .differences = {{"a", rounds}}},
              {.plan = "a", .time = "2026-11-26T07:00:00Z", .differences = {{"a", rounds}}},
              {.plan = "b", .time = "2026-11-26T07:10:00Z", .differences = {{"a", rounds}}}}),
      time_metric());
  EXPECT_EQ(noise.campaigns.front().begin, "2026-11-26T07:00:00Z");
  EXPECT_THAT(recordings_of(noise), ElementsAre(2, 1));
}

TEST(NoisePool, WhatHasNoControlIsRefusedWithTheWayOut) {
  std::vector<Record> records = joined({{.differences = {{"a", std::vector<double>(6, 0.0)}}}});
  std::erase_if(records, [](const Record& record) { return record.keys.contains("control"); });
  EXPECT_THAT(refusal(records), HasSubstr("`run --rounds 12`"));
}

TEST(NoisePool, ACampaignOfOtherCellsOrTooFewRoundsIsRefused) {
  const std::vector<double> rounds(6, 0.01);
  EXPECT_THAT(refusal(joined({{.plan = "p", .differences = {{"a", rounds}}},
                              {.plan = "q", .differences = {{"b", rounds}}}})),
              HasSubstr("other cells"));
  EXPECT_THAT(refusal(joined({{.differences = {{"a", std::vector<double>(5, 0.1)}}}})),
              HasSubstr("has 5 whole rounds in ns/op: a calibration needs 6"));
}

}  // namespace
}  // namespace heapdyno
