#include "scenarios/catalogue.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/base/test_folder.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

class Catalogue : public ::testing::Test {
 protected:
  Catalogue() {
    fs::create_directories(folder_ / "micro");
    write("micro/put.json", R"({"schema": "heapdyno.scenario/1"})");
    write("mine.json", R"({"schema": "heapdyno.scenario/1"})");
    write("micro/package.json", R"({"name": "other"})");
    write("micro/notes.md", "about \"heapdyno.scenario/1\"");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  const engine::TestFolder made_;
  const fs::path folder_ = made_.path();
};

TEST_F(Catalogue, HasTheScenariosOfAllThemesByName) {
  const std::vector<CatalogueEntry> entries = read_catalogue(folder_.string());
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].name, "mine");
  EXPECT_EQ(entries[0].theme, "");
  EXPECT_EQ(entries[1].name, "put");
  EXPECT_EQ(entries[1].theme, "micro");
  EXPECT_EQ(entries[1].path, (folder_ / "micro/put.json").string());
}

TEST_F(Catalogue, FindsOneByName) {
  EXPECT_EQ(find_in_catalogue(folder_.string(), "put"), (folder_ / "micro/put.json").string());
  EXPECT_EQ(find_in_catalogue(folder_.string(), "package"), "");
  EXPECT_TRUE(read_catalogue((folder_ / "nowhere").string()).empty());
}

}  // namespace
}  // namespace heapdyno
