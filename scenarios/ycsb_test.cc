// The scenarios ycsb-a to ycsb-f against the definitions of the original: the shares of the
// operations of B. Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", SoCC 2010, table 2,
// and Zipf's law with 0.99.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "scenarios/catalogue.h"
#include "scenarios/key_format.h"
#include "scenarios/phase_work.h"

namespace heapdyno {
namespace {

constexpr double kTheta = 0.99;
constexpr size_t kRanks = 100;

struct Definition {
  const char* letter;
  std::map<Operation, double> shares;
  Distribution distribution;
};

class Ycsb : public ::testing::TestWithParam<Definition> {
 protected:
  Ycsb()
      : scenario_(load_scenario(find_in_catalogue(HEAPDYNO_TEST_SOURCE "/scenarios/catalogue",
                                                  std::string("ycsb-") + GetParam().letter))
                      .value()),
        data_(Data::prepare(scenario_).value()),
        works_(works_of(scenario_, 1, data_)) {}

  const Phase& run() const { return scenario_.phases[1]; }
  const PhaseWork& work() const { return works_.front(); }

  // How often each of the first ranks was drawn, and last all others.
  std::vector<double> times_by_rank() const;

 private:
  // The number of each key that there ever is, by its bytes.
  std::map<std::string, uint64_t> numbers_by_key() const;
  // The rank of each number, but for D, whose ranks are counted back from the newest key.
  std::vector<uint64_t> ranks_by_number() const;

 protected:
  const Scenario scenario_;
  const Data data_;
  const std::vector<PhaseWork> works_;
};

std::map<std::string, uint64_t> Ycsb::numbers_by_key() const {
  char buffer[kMaxKeyBytes];
  work().prepare(buffer);
  std::map<std::string, uint64_t> numbers;
  for (uint32_t number = 0; number < run().keys.count + work().draws(); ++number)
    numbers.emplace(encode_key(hashed_number(number), run().keys.size, false, buffer), number);
  return numbers;
}

std::vector<uint64_t> Ycsb::ranks_by_number() const {
  std::vector<uint64_t> ranks(run().keys.count);
  const MappedArray<uint32_t> by_rank = keys_by_rank(scenario_, ranks.size());
  for (uint64_t rank = 0; rank < ranks.size(); ++rank) ranks[by_rank[rank]] = rank;
  return ranks;
}

std::vector<double> Ycsb::times_by_rank() const {
  const std::map<std::string, uint64_t> numbers = numbers_by_key();
  const std::vector<uint64_t> ranks = ranks_by_number();
  const bool is_latest = run().keys.distribution == Distribution::kLatest;
  char buffer[kMaxKeyBytes];
  work().prepare(buffer);
  std::vector<double> times(kRanks + 1);
  uint64_t newest = run().keys.count - 1;
  for (uint64_t draw = 0; draw < work().draws(); ++draw) {
    const uint64_t number = numbers.at(std::string(work().key(draw, buffer).bytes));
    if (work().operation(draw) == Operation::kInsert) {
      EXPECT_EQ(number, ++newest);
      continue;
    }
    const uint64_t rank = is_latest ? newest - number : ranks.at(number);
    ++times[std::min<uint64_t>(rank, kRanks)];
  }
  return times;
}

TEST_P(Ycsb, TheSharesOfItsOperationsAreTheOriginals) {
  const double calls = static_cast<double>(work().draws());
  std::map<Operation, double> times;
  for (uint64_t call = 0; call < work().draws(); ++call) ++times[work().operation(call)];
  EXPECT_EQ(times.size(), GetParam().shares.size());
  for (const auto& [operation, share] : GetParam().shares) {
    const double error = std::sqrt(share * (1 - share) / calls);
    EXPECT_NEAR(times[operation] / calls, share, 4 * error + 1e-12) << name_of(operation);
  }
}

TEST_P(Ycsb, ItsRecordsAreOfAThousandBytesUnderHashedKeys) {
  EXPECT_TRUE(run().keys.hashed);
  EXPECT_EQ(run().keys.theta, kTheta);
  EXPECT_EQ(run().keys.distribution, GetParam().distribution);
  EXPECT_EQ(scenario_.phases[0].values.min, 1000u);
  EXPECT_EQ(scenario_.phases[0].count, run().keys.count);
}

// Chi-square of the first ranks and of all others together, so many degrees of freedom as ranks:
// beyond 150 once in a thousand seeds, and the seed is fixed.
TEST_P(Ycsb, ItsKeysAreDrawnByZipfsLaw) {
  const std::vector<double> drawn = times_by_rank();
  const double draws = std::accumulate(drawn.begin(), drawn.end(), 0.0);
  double sum = 0;
  for (uint64_t rank = 1; rank <= run().keys.count; ++rank)
    sum += std::pow(static_cast<double>(rank), -kTheta);
  double chi = 0;
  double others = draws;
  for (size_t i = 0; i < kRanks; ++i) {
    const double expected = draws * std::pow(static_cast<double>(i + 1), -kTheta) / sum;
    others -= expected;
    chi += std::pow(drawn[i] - expected, 2) / expected;
  }
  chi += std::pow(drawn[kRanks] - others, 2) / others;
  EXPECT_LT(chi, 150);
}

TEST_P(Ycsb, ItsScansAreOfOneToAHundredRecords) {
  if (!run().has(Operation::kSeek)) GTEST_SKIP() << "it scans nothing";
  std::vector<double> times(101);
  for (uint64_t draw = 0; draw < work().draws(); ++draw) ++times[work().scan_length(draw)];
  const double expected = static_cast<double>(work().draws()) / 100;
  for (size_t length = 1; length <= 100; ++length)
    EXPECT_NEAR(times[length], expected, 5 * std::sqrt(expected)) << length;
}

INSTANTIATE_TEST_SUITE_P(
    Workloads, Ycsb,
    ::testing::Values(
        Definition{"a", {{Operation::kGet, 0.5}, {Operation::kPut, 0.5}}, Distribution::kZipf},
        Definition{"b", {{Operation::kGet, 0.95}, {Operation::kPut, 0.05}}, Distribution::kZipf},
        Definition{"c", {{Operation::kGet, 1}}, Distribution::kZipf},
        Definition{
            "d", {{Operation::kGet, 0.95}, {Operation::kInsert, 0.05}}, Distribution::kLatest},
        Definition{
            "e", {{Operation::kSeek, 0.95}, {Operation::kInsert, 0.05}}, Distribution::kZipf},
        Definition{"f", {{Operation::kGet, 0.5}, {Operation::kModify, 0.5}}, Distribution::kZipf}),
    [](const auto& instance) { return std::string(instance.param.letter); });

}  // namespace
}  // namespace heapdyno
