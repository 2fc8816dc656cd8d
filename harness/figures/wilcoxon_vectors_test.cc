// The statistics against what R says: every figure of wilcoxon_vectors.json, which
// scripts/wilcoxon_vectors.R wrote. HEAPDYNO_TEST_SOURCE names the source folder; Meson sets it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/figures/looks.h"
#include "harness/figures/multiplicity.h"
#include "harness/figures/stats.h"

namespace heapdyno {
namespace {

using nlohmann::json;
using testing::DoubleNear;
using testing::Pointwise;
using Numbers = std::vector<double>;

constexpr double kNear = 1e-9;

// One list of the file.
json vectors(const std::string& of) {
  const std::string source = std::getenv("HEAPDYNO_TEST_SOURCE");
  std::ifstream file(source + "/harness/figures/wilcoxon_vectors.json");
  return json::parse(file).at(of);
}

void expect_interval(const Numbers& differences, const json& expected) {
  SCOPED_TRACE("level " + expected.at("level").dump());
  const std::optional<Interval> interval =
      signed_rank(differences, expected.at("level").get<double>()).interval;
  ASSERT_EQ(interval.has_value(), expected.at("low").is_number());
  if (!interval) return;
  EXPECT_NEAR(interval->low, expected.at("low"), kNear);
  EXPECT_NEAR(interval->high, expected.at("high"), kNear);
}

TEST(WilcoxonVectors, EstimatePAndIntervalsAreThoseOfR) {
  std::set<std::pair<std::string, size_t>> seen;
  for (const json& vector : vectors("signed_rank")) {
    SCOPED_TRACE(vector.dump());
    const Numbers differences = vector.at("differences");
    const SignedRank result = signed_rank(differences);
    EXPECT_NEAR(result.estimate, vector.at("estimate"), kNear);
    EXPECT_NEAR(result.p, vector.at("p"), kNear);
    for (const json& interval : vector.at("intervals")) expect_interval(differences, interval);
    seen.emplace(vector.at("kind"), differences.size());
  }
  EXPECT_EQ(seen.size(), 13u)
      << "plain, with ties, zeros and both, of 6, 12 and 20, and plain of 40";
}

TEST(WilcoxonVectors, AdjustedPAreThoseOfR) {
  const json all = vectors("adjusted");
  EXPECT_EQ(all.size(), 4u);
  for (const json& vector : all) {
    const Numbers p = vector.at("p");
    EXPECT_THAT(holm(p), Pointwise(DoubleNear(kNear), vector.at("holm").get<Numbers>()));
    EXPECT_THAT(benjamini_hochberg(p),
                Pointwise(DoubleNear(kNear), vector.at("BH").get<Numbers>()));
  }
}

TEST(WilcoxonVectors, LevelsOfLooksAreThoseOfR) {
  const json looks = vectors("looks");
  EXPECT_EQ(looks.size(), kLooks.size());
  for (const json& look : looks)
    EXPECT_NEAR(level_of_look(look.at("blocks")), look.at("level"), 1e-8);
}

}  // namespace
}  // namespace heapdyno
