#include "scenarios/data.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace heapdyno {
namespace {

class Words : public testing::Test {
 protected:
  engine::Result<Data> prepare(const std::string& text) {
    std::ofstream(path_) << text;
    Scenario scenario;
    scenario.data = DataSource::kWords;
    scenario.words_file = path_;
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
  scenario.words_file = "/nowhere/american-english";
  const auto data = Data::prepare(scenario);
  ASSERT_FALSE(data.is_ok());
  EXPECT_EQ(data.status().message(),
            "/nowhere/american-english: cannot read the words: No such file or directory; words "
            "come with the Debian "
            "package wamerican: apt install wamerican");
}

TEST_F(Words, AnEmptyFileIsRefused) {
  const auto data = prepare("\n\n");
  ASSERT_FALSE(data.is_ok());
  EXPECT_EQ(data.status().message(), path_ + ": there is no word in it");
}

}  // namespace
}  // namespace heapdyno
