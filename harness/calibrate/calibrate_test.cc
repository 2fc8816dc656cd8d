#include "harness/calibrate/calibrate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.h"
#include "harness/testing/test_campaigns.h"

namespace heapdyno {
namespace {

constexpr double kQuiet = 0.01;  // the spread of noise that leaves enough power
constexpr double kLoud = 0.06;

Calibration calibrated(double sigma, const Estimator& estimator = signed_rank) {
  CalibrationOptions options;
  options.campaigns = 40;
  options.estimator = estimator;
  return calibrate(normal_campaigns(10, 4, sigma), options);
}

const Calibration& on_quiet_noise() {
  static const Calibration calibration = calibrated(kQuiet);
  return calibration;
}

// The row of a procedure and a case.
std::vector<TableCell> row(const Calibration& calibration, const std::string& procedure,
                           const std::string& promise) {
  for (const std::vector<TableCell>& row : calibration.tables[0].rows) {
    if (row[0].text == procedure && row[1].text == promise) return row;
  }
  ADD_FAILURE() << "no row " << procedure << ", " << promise;
  return std::vector<TableCell>(6);
}

double measured(const Calibration& calibration, const std::string& procedure,
                const std::string& promise) {
  return row(calibration, procedure, promise)[3].figures.at(0).second;
}

std::vector<std::string> broken(const Calibration& calibration) {
  std::vector<std::string> promises;
  for (const std::vector<TableCell>& row : calibration.tables[0].rows) {
    if (row[5].text == "no") promises.push_back(row[0].text + ", " + row[1].text);
  }
  return promises;
}

TEST(Calibrate, OnNormalNoiseTheProcedureKeepsItsPromises) {
  const Calibration& calibration = on_quiet_noise();
  EXPECT_THAT(broken(calibration), testing::IsEmpty());
  EXPECT_TRUE(calibration.holds);
  // Twelve signed ranks have no level of 5 % but of 4.25 %.
  EXPECT_NEAR(measured(calibration, "12 rounds", "no effect: detected"), 0.0425, 0.025);
  // (1.96 + 0) * 0.01 / sqrt(12 * 0.955), and a little more for a level below 5 %
  EXPECT_NEAR(measured(calibration, "12 rounds", "found half of the time: slower by"), 0.006,
              0.0015);
  EXPECT_EQ(measured(calibration, "until resolved", "b 5.0 % slower: a regression"), 1);
  EXPECT_EQ(row(calibration, "12 rounds", "b 3.0 % slower: detected")[5].text, "met");
}

TEST(Calibrate, AnIntervalThatIsTooNarrowBreaksThem) {
  const Calibration calibration = calibrated(
      kQuiet, [](std::span<const double> d, double level) { return signed_rank(d, 5 * level); });
  EXPECT_FALSE(calibration.holds);
  EXPECT_THAT(broken(calibration),
              testing::IsSupersetOf({"12 rounds, no effect: detected",
                                     "12 rounds, rss_anon, no effect: detected",
                                     "until resolved, no effect: detected at any look"}));
}

TEST(Calibrate, APThatIsTooSmallBreaksFamilies) {
  const Calibration calibration = calibrated(kQuiet, [](std::span<const double> d, double level) {
    SignedRank result = signed_rank(d, level);
    result.p /= 3;
    return result;
  });
  EXPECT_THAT(
      broken(calibration),
      testing::UnorderedElementsAre(
          "12 rounds, no effect, under Holm over a campaign's cells: any detected",
          "12 rounds, every other cell 3.0 % slower: false ones among what Benjamini-Hochberg "
          "keeps"));
}

TEST(Calibrate, NoiseThatIsTooLoudTakesThePower) {
  const Calibration calibration = calibrated(kLoud);
  EXPECT_FALSE(calibration.holds);
  EXPECT_THAT(broken(calibration),
              testing::IsSupersetOf({"until resolved, b 3.0 % slower: detected",
                                     "until resolved, b 5.0 % slower: a regression"}));
  EXPECT_EQ(row(calibration, "12 rounds", "b 3.0 % slower: detected")[5].text, "missed");
}

TEST(Calibrate, RealCampaignsThatDifferAreFalseDetections) {
  std::vector<Record> records;
  for (Record& record : normal_campaigns(2, 2, kQuiet)) {
    if (record.keys.contains("control")) record.phases[0].figures["wall_ns"] *= 2;
    records.push_back(std::move(record));
  }
  CalibrationOptions options;
  options.campaigns = 1;
  const Calibration calibration = calibrate(records, options);
  EXPECT_EQ(measured(calibration, "real A/A campaigns", "ns/op: detected"), 1);
  EXPECT_EQ(row(calibration, "real A/A campaigns", "ns/op: detected")[2].text, "4");
  EXPECT_EQ(calibration.tables[2].rows[0][3].text, "100.0 %") << "of the recording, too";
}

TEST(Calibrate, HasARowForEachCellAndEachRecording) {
  const Calibration& calibration = on_quiet_noise();
  EXPECT_EQ(calibration.tables[1].rows.size(), 4u);
  EXPECT_EQ(calibration.tables[1].rows[0][0].text, "s0 fill");
  ASSERT_EQ(calibration.tables[2].rows.size(), 1u);
  EXPECT_EQ(calibration.tables[2].rows[0][1].text, "10");
}

}  // namespace
}  // namespace heapdyno
