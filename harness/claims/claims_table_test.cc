#include "harness/claims/claims_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace heapdyno {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> texts(const std::vector<TableCell>& row) {
  std::vector<std::string> texts;
  for (const TableCell& cell : row) texts.push_back(cell.text);
  return texts;
}

Change change(double ratio, double low, double high) {
  return {std::log(ratio), Interval{std::log(low), std::log(high)}};
}

ClaimFigures row_of(const Claim& claim) {
  ClaimFigures row;
  row.claim = &claim;
  row.arm.on.variant = "only-arena";
  row.headline = {8, 2, change(0.25, 0.25, 0.25)};
  row.phases = {{{"fill", "fill", "", ""}, row.headline},
                {{"scan", "scan", "", ""}, {4, 4, change(1, 1, 1)}}};
  row.peer = PeerFigures{{4, 2, change(0.5, 0.5, 0.5)}, 1};
  row.outcome = Outcome::kExceeded;
  return row;
}

Claim claim_of(const char* metric) {
  Claim claim;
  claim.id = "arena";
  claim.number = "2";
  claim.metric = &find_metric(metric);
  claim.headline = 1;
  return claim;
}

TEST(ClaimsTable, HasClaimedAndMeasuredSideBySide) {
  Claim claim = claim_of("allocs/op");
  claim.reduction = ClaimedRange{30, 50};
  const Table table = claims_table("A document", {row_of(claim)});
  EXPECT_THAT(texts(table.rows[0]),
              ElementsAre("2", "arena", "only-arena", "allocs/op", "-30 to -50 %", "8", "2",
                          "-75.0 %", "-50.0 %", "fill fill: -75.0 %", "scan scan: 0", "exceeded"));
}

TEST(ClaimsTable, NoisyChangesHaveTheirInterval) {
  const Claim claim = claim_of("ns/op");
  ClaimFigures row = row_of(claim);
  row.headline.change = change(0.9, 0.88, 0.93);
  row.peer = std::nullopt;
  row.phases[1].figures.change = change(1.01, 0.99, 1.02);
  const Table table = claims_table("A document", {row});
  EXPECT_EQ(table.rows[0][7].text, "-10.0 % [-12.0, -7.0]");
  EXPECT_EQ(table.rows[0][8].text, "-");
  EXPECT_EQ(table.rows[0][10].text, "scan scan: ~ +1.0 % [-1.0, +2.0]");
}

TEST(ClaimsTable, ASmallChangeHasADigit) {
  const Claim claim = claim_of("ns/op");
  ClaimFigures row = row_of(claim);
  row.headline.change = change(1.0002, 1.00004, 1.0012);
  row.phases[1].figures.change = change(1 + 1e-12, 0.99, 1.02);
  const Table table = claims_table("A document", {row});
  EXPECT_EQ(table.rows[0][7].text, "+0.02 % [+0.004, +0.1]");
  EXPECT_EQ(table.rows[0][10].text, "scan scan: ~ +0.000000 % [-1.0, +2.0]");
}

TEST(ClaimsTable, WhatComesFromNothingIsNoPercentage) {
  const Claim claim = claim_of("allocs/op");
  ClaimFigures row = row_of(claim);
  row.phases[1].figures.change = {std::numeric_limits<double>::infinity(), std::nullopt};
  EXPECT_EQ(claims_table("A document", {row}).rows[0][10].text, "scan scan: from 0");
}

TEST(ClaimsTable, ARatioAndADifferenceSayOfWhat) {
  Claim claim = claim_of("ns/op");
  claim.places = {{"two", "stress", "one", ""}};
  ClaimFigures row = row_of(claim);
  row.phases = {{claim.places[0], row.headline}};
  EXPECT_EQ(claims_table("A document", {row}).rows[0][3].text, "ns/op, ratio");
  EXPECT_EQ(phases_table(row).rows[0][0].text, "two over one");
  claim.places = {{"names", "fill", "", "short"}};
  row.phases = {{claim.places[0], row.headline}};
  EXPECT_EQ(claims_table("A document", {row}).rows[0][3].text, "ns/op, difference");
  EXPECT_EQ(phases_table(row).rows[0][0].text, "names less short");
  EXPECT_THAT(claims_table("A document", {row}).rows[0][9].text,
              testing::StartsWith("names fill less short: "));
}

TEST(ClaimsTable, NotesStandUnderIt) {
  const Claim claim = claim_of("ns/op");
  EXPECT_EQ(claims_table("A document", {row_of(claim)}, {"a note"}).notes.back(), "a note");
}

TEST(ClaimsTable, SaysHowManyPhasesThePeerHas) {
  Claim claim = claim_of("allocs/op");
  claim.headline = 2;
  EXPECT_EQ(claims_table("A document", {row_of(claim)}).rows[0][8].text, "-50.0 % (1 of 2 phases)");
}

TEST(ClaimsTable, ASharesOneFigureIsInPercent) {
  Claim claim = claim_of("small-nodes");
  claim.more_than = 50;
  ClaimFigures row = row_of(claim);
  row.headline.on = 0.02;
  row.phases[0].figures.on = 0.02;
  row.phases[1].figures.on = 0.6;
  row.peer = std::nullopt;
  EXPECT_THAT(texts(claims_table("A document", {row}).rows[0]),
              ElementsAre("2", "arena", "only-arena", "small-nodes, %", "more than 50 %", "", "2",
                          "", "-", "scan scan: 60 %", "fill fill: 2 %", "exceeded"));
}

TEST(ClaimsTable, PhasesHaveTheHeadlineMarked) {
  const Claim claim = claim_of("allocs/op");
  const Table table = phases_table(row_of(claim));
  EXPECT_THAT(texts(table.rows[0]), ElementsAre("fill", "fill", "yes", "8", "2", "-75.0 %"));
  EXPECT_THAT(texts(table.rows[1]), ElementsAre("scan", "scan", "", "4", "4", "0"));
}

}  // namespace
}  // namespace heapdyno
