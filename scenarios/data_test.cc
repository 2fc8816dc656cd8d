#include "scenarios/data.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace heapdyno {
namespace {

class Words : public testing::Test {
 protected:
  engine::Result<Data> prepare(const std::string& text) {
    std::ofstream(path_) << text;
    Scenario scenario;
    scenario.data = DataSource::kWords;
    scenario.data_file = path_;
    return Data::prepare(scenario);
  }
  ~Words() override { std::filesystem::remove(path_); }

  const std::string path_ = testing::TempDir() + "heapdyno-words-" + std::to_string(getpid());
};

TEST_F(Words, AreTheLinesThatAreNotEmpty) {
  const auto data = prepare("alpha\n\nbe\"ta\nlast");
  ASSERT_TRUE(data.is_ok());
  ASSERT_EQ(data->words(), 3u);
  EXPECT_EQ(data->word(0), "alpha");
  EXPECT_EQ(data->word(1), "be\"ta");
  EXPECT_EQ(data->word(2), "last");
}

TEST_F(Words, HaveAJsonDocumentEach) {
  const auto data = prepare("alpha\nbe\"t\\a\n\xc3\xa5ngstr\xc3\xb6m\n");
  ASSERT_TRUE(data.is_ok());
  for (uint32_t i = 0; i < 3; ++i) {
    const auto document = nlohmann::json::parse(data->document(i));
    EXPECT_EQ(document["word"], std::string(data->word(i)));
    EXPECT_EQ(document["bytes"], data->word(i).size());
  }
  EXPECT_EQ(nlohmann::json::parse(data->document(0))["vowels"], 2);
}

TEST_F(Words, TheDigestIsOfTheirText) {
  const uint64_t digest = prepare("a\nb\n")->digest();
  EXPECT_EQ(prepare("a\nb\n")->digest(), digest);
  EXPECT_NE(prepare("a\nc\n")->digest(), digest);
}

TEST_F(Words, AMissingFileNamesThePackage) {
  Scenario scenario;
  scenario.data = DataSource::kWords;
  scenario.data_file = "/nowhere/american-english";
  const auto data = Data::prepare(scenario);
  ASSERT_FALSE(data.is_ok());
  EXPECT_EQ(data.status().message(),
            "/nowhere/american-english: cannot read the data: No such file or directory");
  for (const auto& [path, package] : {std::pair("/usr/share/dict/nowhere", "wamerican"),
                                      std::pair("/usr/share/iso-codes/nowhere", "iso-codes")}) {
    scenario.data_file = path;
    EXPECT_EQ(Data::prepare(scenario).status().message(),
              std::string(path) +
                  ": cannot read the data: No such file or directory; it comes with a Debian "
                  "package: apt install " +
                  package);
  }
}

TEST_F(Words, AreLackingWhereTheirFileIsNotThere) {
  Scenario scenario;
  scenario.data_file = path_;
  EXPECT_FALSE(lacks_data(scenario));
  scenario.data = DataSource::kWords;
  EXPECT_TRUE(lacks_data(scenario));
  std::ofstream(path_) << "alpha\n";
  EXPECT_FALSE(lacks_data(scenario));
}

TEST_F(Words, AnEmptyFileIsRefused) {
  const auto data = prepare("\n\n");
  ASSERT_FALSE(data.is_ok());
  EXPECT_EQ(data.status().message(), path_ + ": there is no word in it");
}

TEST_F(Words, FewerOfThemThanThreadsAreRefused) {
  std::ofstream(path_) << "alpha\nbeta\n";
  Scenario scenario;
  scenario.data = DataSource::kWords;
  scenario.data_file = path_;
  scenario.phases.resize(1);
  Phase& phase = scenario.phases[0];
  phase.name = "store";
  phase.operations = {{Operation::kPut}};
  phase.threads = 3;
  const std::string expected = path_ +
                               ": phase \"store\" has 3 threads, which need a key each, and there "
                               "are 2: give it fewer \"threads\" or a larger file";
  for (const uint64_t count : {0, 10}) {
    phase.keys.count = count;
    const auto data = Data::prepare(scenario);
    ASSERT_FALSE(data.is_ok()) << count;
    EXPECT_EQ(data.status().message(), expected);
  }
  phase.threads = 2;
  EXPECT_TRUE(Data::prepare(scenario).is_ok());
}

Scenario documents(uint64_t keys, const Names& names) {
  Scenario scenario;
  scenario.data = DataSource::kDocuments;
  scenario.names = names;
  scenario.phases.resize(1);
  scenario.phases[0].keys.count = keys;
  return scenario;
}

TEST(Documents, AreJsonAboutNamesOfTheSizesAskedFor) {
  const auto data = Data::prepare(documents(5000, {.count = 30, .min = 8, .max = 20}));
  ASSERT_TRUE(data.is_ok());
  ASSERT_EQ(data->documents(), 5000u);
  EXPECT_FALSE(data->has_words());
  std::map<std::string, int> names;
  std::set<size_t> sizes;
  for (uint32_t i = 0; i < 5000; ++i) {
    const auto document = nlohmann::json::parse(data->document(i));
    EXPECT_EQ(document["id"], std::to_string(i));
    EXPECT_TRUE(document["pages"].is_number());
    const std::string name = document["name"];
    ++names[name];
    sizes.insert(name.size());
    ++names[document["team"]];
  }
  EXPECT_EQ(names.size(), 30u);
  EXPECT_GE(*sizes.begin(), 8u);
  EXPECT_LE(*sizes.rbegin(), 20u);
  EXPECT_GT(sizes.size(), 6u);
}

TEST(Documents, HaveTheirFavouritesUnlessThetaIsZero) {
  const auto most = [](double theta) {
    const auto data = Data::prepare(documents(5000, {.count = 100, .theta = theta}));
    std::map<std::string, int> names;
    int most = 0;
    for (uint32_t i = 0; i < 5000; ++i) {
      const std::string name = nlohmann::json::parse(data->document(i))["name"];
      most = std::max(most, ++names[name]);
    }
    return most;
  };
  EXPECT_LT(most(0), 100);  // of 50 each
  EXPECT_GT(most(1), 700);  // a fifth
}

TEST(Documents, AreAtMostSoManyHoweverManyKeysThereAre) {
  const auto data = Data::prepare(documents(10'000'000, {.count = 100'000}));
  ASSERT_TRUE(data.is_ok());
  EXPECT_EQ(data->documents(), 131072u);
}

}  // namespace
}  // namespace heapdyno
