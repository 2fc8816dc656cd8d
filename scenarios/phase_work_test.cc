#include "scenarios/phase_work.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace heapdyno {
namespace {

// A scenario, its data, and the operations of its phases.
class Work {
 public:
  explicit Work(const std::string& phases, const std::string& top = "")
      : scenario_(parsed(R"({"schema": "heapdyno.scenario/1", "name": "sample", )" + top +
                         R"("phases": [)" + phases + "]}")),
        data_(Data::prepare(scenario_).value()) {}

  PhaseWork phase(size_t index) const {
    return std::move(works_of(scenario_, index, data_).front());
  }
  std::vector<PhaseWork> threads(size_t index) const { return works_of(scenario_, index, data_); }
  std::vector<std::string> keys(size_t index) const { return keys_of(phase(index)); }
  static std::vector<std::string> keys_of(const PhaseWork& work) {
    char buffer[kMaxKeyBytes];
    work.prepare(buffer);
    std::vector<std::string> keys;
    for (uint64_t draw = 0; draw < work.draws(); ++draw)
      keys.emplace_back(work.key(draw, buffer).bytes);
    return keys;
  }

 private:
  static Scenario parsed(const std::string& text) {
    auto scenario = parse_scenario(text, "test");
    EXPECT_TRUE(scenario.is_ok()) << (scenario.is_ok() ? "" : scenario.status().to_string());
    return std::move(scenario).value();
  }

  Scenario scenario_;
  Data data_;
};

std::string phase(const std::string& name, const std::string& rest) {
  return R"({"name": ")" + name + R"(", )" + rest + "}";
}

TEST(PhaseWork, SequentialKeysAreDecimalNumbersInOrder) {
  const Work work(phase("a", R"("operations": {"put": 1}, "count": 4, "keys": {"count": 3})"));
  EXPECT_EQ(work.keys(0), (std::vector<std::string>{"0000000000000000", "0000000000000001",
                                                    "0000000000000002", "0000000000000000"}));
}

TEST(PhaseWork, AKeyHasTheSizeAskedFor) {
  const Work work(phase("a", R"("operations": {"put": 1}, "count": 100, "keys": {"size": 2})") +
                  "," +
                  phase("b", R"("operations": {"put": 1}, "count": 100, "keys": {"size": 40})"));
  EXPECT_EQ(work.keys(0)[57], "57");
  EXPECT_EQ(work.keys(1)[57], std::string(38, '0') + "57");
}

TEST(PhaseWork, APermutationHasEveryKeyOnceInAnotherOrderInEachPhase) {
  const std::string put =
      R"("operations": {"put": 1}, "count": 1000, "keys": {"distribution": "permutation"})";
  const Work work(phase("a", put) + "," + phase("b", put));
  const std::vector<std::string> first = work.keys(0);
  const std::vector<std::string> second = work.keys(1);
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), 1000u);
  EXPECT_EQ(std::set<std::string>(second.begin(), second.end()).size(), 1000u);
  EXPECT_NE(first, second);
}

TEST(PhaseWork, UniformKeysAreDrawnEvenly) {
  const Work work(phase("a", R"("operations": {"get": 1}, "count": 100000,
                                "keys": {"distribution": "uniform", "count": 10})"));
  std::map<std::string, int> seen;
  for (const std::string& key : work.keys(0)) ++seen[key];
  EXPECT_EQ(seen.size(), 10u);
  for (const auto& [key, n] : seen) EXPECT_NEAR(n, 10000, 500) << key;
}

TEST(PhaseWork, TheFavouriteOfZipfIsTheSameInEveryPhase) {
  const std::string get = R"("operations": {"get": 1}, "count": 20000,
                             "keys": {"distribution": "zipf", "theta": 1.2, "count": 1000})";
  const Work work(phase("a", get) + "," + phase("b", get));
  const auto favourite = [&](size_t index) {
    std::map<std::string, int> seen;
    for (const std::string& key : work.keys(index)) ++seen[key];
    std::string best;
    for (const auto& [key, n] : seen) best = n > seen[best] ? key : best;
    return best;
  };
  EXPECT_EQ(favourite(0), favourite(1));
  EXPECT_NE(work.keys(0), work.keys(1));
}

// What the formula says, against the first ranks of what was drawn: chi-square with one degree of
// freedom less than ranks. REQUIRES: `drawn` was counted over `draws` draws.
double chi_square(const std::vector<uint64_t>& drawn, uint64_t draws, uint64_t ranks,
                  double theta) {
  double sum = 0;
  for (uint64_t rank = 1; rank <= ranks; ++rank) sum += std::pow(static_cast<double>(rank), -theta);
  double chi = 0;
  for (size_t i = 0; i < drawn.size(); ++i) {
    const double expected =
        static_cast<double>(draws) * std::pow(static_cast<double>(i + 1), -theta) / sum;
    const double off = static_cast<double>(drawn[i]) - expected;
    chi += off * off / expected;
  }
  return chi;
}

TEST(PhaseWork, TheNewestKeyIsTheFirstInRankOfLatest) {
  constexpr uint64_t kDraws = 200'000;
  constexpr uint64_t kKeys = 1000;
  const Work work(phase("a", R"("operations": {"get": 95, "insert": 5}, "count": 200000,
      "keys": {"distribution": "latest", "count": 1000})"));
  const PhaseWork operations = work.phase(0);
  const std::vector<std::string> keys = work.keys(0);
  std::vector<uint64_t> drawn(100);
  uint64_t gets = 0;
  uint64_t newest = kKeys - 1;
  for (uint64_t i = 0; i < kDraws; ++i) {
    const uint64_t number = std::stoull(keys[i]);
    if (operations.operation(i) == Operation::kInsert) {
      EXPECT_EQ(number, ++newest);
      continue;
    }
    ++gets;
    ASSERT_LE(number, newest);
    if (newest - number < drawn.size()) ++drawn[newest - number];
  }
  EXPECT_LT(chi_square(drawn, gets, kKeys, 0.99), 150);  // of 99 degrees: beyond 1 in 1,000
}

TEST(PhaseWork, HashedKeysAreDistinctAndFallAnywhere) {
  const Work work(phase("a", R"("operations": {"insert": 1}, "count": 5000,
      "keys": {"count": 5000, "hashed": true})"));
  const std::vector<std::string> keys = work.keys(0);
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
  const auto low = std::count_if(keys.begin(), keys.end(), [](const std::string& key) {
    return std::stoull(key) < uint64_t{1} << 31;
  });
  EXPECT_NEAR(static_cast<double>(low), 2500, 200);
}

TEST(PhaseWork, LengthsAreDrawnEvenlyFromTheirRange) {
  const Work work(phase("a", R"("operations": {"seek": 1}, "count": 100000,
      "scan_length": {"min": 1, "max": 100}, "keys": {"count": 10})"));
  const PhaseWork operations = work.phase(0);
  std::vector<int> times(101);
  for (uint64_t draw = 0; draw < operations.draws(); ++draw) ++times[operations.scan_length(draw)];
  EXPECT_EQ(times[0], 0);
  for (size_t length = 1; length <= 100; ++length) EXPECT_NEAR(times[length], 1000, 150) << length;
}

TEST(PhaseWork, ThreadsShareTheDrawsOutAndHaveKeysOfTheirOwn) {
  const Work work(phase("a", R"("operations": {"put": 1, "get": 1, "delete": 1}, "count": 10001,
      "threads": 4, "keys": {"distribution": "uniform", "count": 1000})"));
  uint64_t draws = 0;
  for (const PhaseWork& thread : work.threads(0)) {
    draws += thread.draws();
    for (const std::string& key : Work::keys_of(thread))
      ASSERT_EQ(std::stoull(key) % 4, thread.lane().index);
  }
  EXPECT_EQ(draws, 10001u);
}

TEST(PhaseWork, WritersDoWhatChangesDataAndTheOthersTheRest) {
  const Work work(phase("a", R"("operations": {"put": 1, "delete": 1, "get": 6}, "count": 8000,
      "threads": 4, "writers": 1, "keys": {"distribution": "uniform", "count": 100})"));
  const std::vector<PhaseWork> threads = work.threads(0);
  ASSERT_EQ(threads.size(), 4u);
  EXPECT_EQ(threads[0].draws(), 2000u);
  for (const PhaseWork& thread : threads) {
    const bool writes = thread.lane().index == 0;
    for (uint64_t call = 0; call < thread.draws(); ++call)
      ASSERT_EQ(thread.operation(call) != Operation::kGet, writes);
    const std::vector<std::string> keys = Work::keys_of(thread);
    EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 100u);
  }
}

TEST(PhaseWork, WritersAndTheOthersDrawAllThatThePhaseDrawsWhateverTheWeights) {
  const Work work(phase("a", R"("operations": {"put": 1, "get": 1}, "count": 101,
      "threads": 5, "writers": 2, "keys": {"distribution": "uniform", "count": 100})"));
  uint64_t draws = 0;
  for (const PhaseWork& thread : work.threads(0)) draws += thread.draws();
  EXPECT_EQ(draws, 101u);
}

TEST(PhaseWork, MissingKeysLieBetweenThoseThatWerePut) {
  const Work work(
      phase("a", R"("operations": {"put": 1}, "count": 100)") + "," +
      phase("b", R"("operations": {"get": 1}, "count": 100, "keys": {"missing": true})"));
  const std::vector<std::string> keys = work.keys(0);
  const std::set<std::string> there(keys.begin(), keys.end());
  for (const std::string& key : work.keys(1)) {
    EXPECT_EQ(there.count(key), 0u) << key;
    EXPECT_GT(key, *there.begin());
  }
  EXPECT_LT(work.keys(1)[42], *there.rbegin());
}

TEST(PhaseWork, AMixKeepsItsWeights) {
  const Work work(phase("a", R"("operations": {"get": 3, "put": 1}, "count": 40000)"));
  const PhaseWork operations = work.phase(0);
  int gets = 0;
  for (uint64_t call = 0; call < operations.draws(); ++call) {
    const Operation operation = operations.operation(call);
    ASSERT_TRUE(operation == Operation::kGet || operation == Operation::kPut);
    gets += operation == Operation::kGet;
  }
  EXPECT_NEAR(gets, 30000, 500);
}

TEST(PhaseWork, ValuesHaveSizesInTheirRangeAndDifferFromDrawToDraw) {
  const Work work(phase("a", R"("operations": {"put": 1}, "count": 10000,
                                "values": {"distribution": "uniform", "min": 10, "max": 20})"));
  const PhaseWork operations = work.phase(0);
  std::map<size_t, int> sizes;
  std::set<std::string_view> values;
  for (uint64_t draw = 0; draw < operations.draws(); ++draw) {
    ++sizes[operations.value(draw).size()];
    values.insert(operations.value(draw));
  }
  EXPECT_EQ(sizes.size(), 11u);
  EXPECT_EQ(sizes.begin()->first, 10u);
  EXPECT_EQ(sizes.rbegin()->first, 20u);
  EXPECT_GT(values.size(), 9900u);
}

TEST(PhaseWork, AKeyLiesInTheSameKeyspaceInEveryPhaseAndAllAreUsed) {
  const std::string get = R"("operations": {"get": 1}, "count": 4000,
                             "keys": {"distribution": "uniform", "count": 1000})";
  const Work work(phase("a", get) + "," + phase("b", get), R"("keyspaces": {"count": 4}, )");
  std::map<std::string, uint32_t> keyspaces;
  std::map<uint32_t, int> keys;
  char buffer[kMaxKeyBytes];
  for (size_t index : {0, 1}) {
    const PhaseWork operations = work.phase(index);
    operations.prepare(buffer);
    for (uint64_t draw = 0; draw < operations.draws(); ++draw) {
      const Key key = operations.key(draw, buffer);
      const auto [known, is_new] = keyspaces.emplace(key.bytes, key.keyspace);
      EXPECT_EQ(known->second, key.keyspace) << key.bytes;
      keys[key.keyspace] += is_new ? 1 : 0;
    }
  }
  ASSERT_EQ(keys.size(), 4u);
  for (const auto& [keyspace, n] : keys) EXPECT_NEAR(n, 250, 50) << keyspace;
}

TEST(PhaseWork, TransactionsThatAbortAreSpreadEvenly) {
  const auto aborts = [](int percent) {
    const Work work(phase("a", R"("operations": {"commit": 1}, "count": 10, "commit": {"abort": )" +
                                   std::to_string(percent) + "}"));
    const PhaseWork operations = work.phase(0);
    std::string pattern;
    for (uint64_t n = 0; n < 10; ++n) pattern += operations.aborts(n) ? 'a' : '-';
    return pattern;
  };
  EXPECT_EQ(aborts(0), "----------");
  EXPECT_EQ(aborts(50), "-a-a-a-a-a");
  EXPECT_EQ(aborts(30), "---a--a--a");
  EXPECT_EQ(aborts(100), "aaaaaaaaaa");
}

// All that a phase puts, by the place where it puts it.
std::map<std::string, std::string> values_by_key(const PhaseWork& operations) {
  std::map<std::string, std::string> values;
  char buffer[kMaxKeyBytes];
  operations.prepare(buffer);
  for (uint64_t draw = 0; draw < operations.draws(); ++draw)
    values[std::string(operations.key(draw, buffer).bytes)] = operations.value(draw);
  return values;
}

TEST(PhaseWork, ALookupAsksForAFieldOfWhatTheLastPhaseThatWritesPutsAtTheKey) {
  const std::string top =
      R"("data": {"source": "documents", "names": 20}, "keyspaces": {"count": 3},
         "indexes": [{"name": "by-team", "field": "team"}, {"name": "by-id", "field": "id"}], )";
  const std::string put = R"("operations": {"put": 1}, "count": 50)";
  const Work work(phase("a", put) + "," + phase("b", put) + "," +
                      phase("c", R"("operations": {"delete": 1}, "count": 5)") + "," +
                      phase("d", R"("operations": {"lookup": 1, "put": 1}, "count": 100,
                                    "keys": {"distribution": "uniform", "count": 50})"),
                  top);
  const std::map<std::string, std::string> stored = values_by_key(work.phase(1));
  const PhaseWork operations = work.phase(3);
  char buffer[kMaxKeyBytes];
  operations.prepare(buffer);
  for (uint64_t draw = 0; draw < operations.draws(); ++draw) {
    const Lookup lookup = operations.lookup(draw);
    const Key key = operations.key(draw, buffer);
    EXPECT_EQ(lookup.index, draw % 2);
    EXPECT_EQ(lookup.keyspace, key.keyspace);
    const std::string member = std::string("\"") + (draw % 2 == 0 ? "team" : "id") + "\":\"" +
                               std::string(lookup.field_value) + "\"";
    EXPECT_NE(stored.at(std::string(key.bytes)).find(member), std::string::npos) << member;
  }
}

TEST(PhaseWork, APhaseThatWritesHasDocumentsThatNoOtherPuts) {
  const std::string put = R"("operations": {"put": 1}, "count": 100)";
  const Work work(phase("a", put) + "," + phase("b", R"("operations": {"get": 1}, "count": 5)") +
                      "," + phase("c", put) + "," + phase("d", put),
                  R"("data": {"source": "documents", "names": 20}, )");
  std::set<std::string> documents;
  for (const size_t index : {0, 2, 3}) {
    for (const auto& [key, value] : values_by_key(work.phase(index))) documents.insert(value);
  }
  EXPECT_EQ(documents.size(), 300u);
}

TEST(PhaseWork, AnotherPutOfTheKeyOfAnObjectIsOfAnotherObject) {
  const std::string path = testing::TempDir() + "heapdyno-objects-" + std::to_string(getpid());
  std::ofstream(path) << R"({"all": [{"k": "a"}, {"k": "b"}, {"k": "c"}, {"k": "d"}]})";
  const std::string put = R"("operations": {"put": 1})";
  const Work work(
      phase("a", put) + "," + phase("b", put),
      R"("data": {"source": "json", "list": "all", "key": "k", "file": ")" + path + R"("}, )");
  std::filesystem::remove(path);
  const std::map<std::string, std::string> first = values_by_key(work.phase(0));
  const std::map<std::string, std::string> second = values_by_key(work.phase(1));
  EXPECT_EQ(first.at("b"), R"({"k":"b"})");
  ASSERT_EQ(first.size(), 4u);
  for (const auto& [key, value] : first) EXPECT_NE(second.at(key), value) << key;
  EXPECT_NE(work.phase(0).digest(), work.phase(1).digest());
}

// These constants may change only when operations are meant to change: every record made before is
// then of other work. The same test runs with FMA and AVX2 masked.
TEST(PhaseWork, DigestsArePinned) {
  const Work work(
      phase(
          "fill",
          R"("operations": {"put": 1}, "count": 80000, "keys": {"distribution": "permutation"})") +
      "," + phase("zipf", R"("operations": {"get": 9, "put": 1}, "count": 50000,
                       "keys": {"distribution": "zipf", "theta": 0.99, "count": 80000},
                       "values": {"distribution": "uniform", "min": 1, "max": 400})") +
      "," + phase("batch", R"("operations": {"batch": 1}, "batch_size": 64, "count": 10000,
                        "keys": {"distribution": "uniform", "count": 5000})"));
  EXPECT_EQ(work.phase(0).digest(), 14423543737514834220u);
  EXPECT_EQ(work.phase(1).digest(), 15875427719539441838u);
  EXPECT_EQ(work.phase(2).digest(), 2310645048180486010u);
}

TEST(PhaseWork, TheDigestFollowsEverythingThatAnOperationIsMadeOf) {
  const auto digest = [](const std::string& rest, const std::string& top = "") {
    return Work(phase("a", R"("operations": {"batch": 1}, "count": 1000)" + rest), top)
        .phase(0)
        .digest();
  };
  const uint64_t plain = digest("");
  EXPECT_EQ(plain, digest(""));
  EXPECT_NE(plain, digest("", R"("seed": 2, )"));
  EXPECT_NE(plain, digest(R"(, "batch_size": 50)"));
  EXPECT_NE(plain, digest(R"(, "values": {"size": 99})"));
  EXPECT_NE(plain, digest(R"(, "keys": {"size": 17})"));
  EXPECT_NE(plain, digest(R"(, "keys": {"count": 999})"));
  EXPECT_NE(plain, digest("", R"("keyspaces": {"count": 2}, )"));
  const auto commits = [](const std::string& commit) {
    return Work(phase("a", R"("operations": {"commit": 1}, "count": 1000, "commit": )" + commit))
        .phase(0)
        .digest();
  };
  const uint64_t two = commits(R"({"reads": 2, "writes": 2})");
  EXPECT_NE(two, commits(R"({"reads": 1, "writes": 2})"));
  EXPECT_NE(two, commits(R"({"reads": 2, "writes": 1})"));
  EXPECT_NE(two, commits(R"({"reads": 2, "writes": 2, "abort": 1})"));
  EXPECT_NE(two, commits(R"({"reads": 2, "writes": 2, "isolation": "snapshot"})"));
}

}  // namespace
}  // namespace heapdyno
