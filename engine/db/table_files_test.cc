#include "engine/db/table_files.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/memory_file_system.h"

namespace engine {
namespace {

using Operation = MemoryFileSystem::Operation;

class TableFilesTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(files_.create_directory("db").is_ok()); }

  // A table that was written and is in no version any more.
  void retire(uint64_t number, size_t bytes, FileUse use = FileUse::kNone) {
    const auto file = *files_.create(names_.table(number));
    ASSERT_TRUE(file->append(std::string(bytes, 'o')).is_ok());
    ASSERT_TRUE(file->close().is_ok());
    tables_.retire(number, bytes, use);
  }
  void create(uint64_t number, uint64_t expected_bytes) {
    auto file = tables_.create(number, expected_bytes);
    ASSERT_TRUE(file.is_ok()) << file.status().to_string();
    ASSERT_TRUE((*file)->append("table").is_ok());
    ASSERT_TRUE((*file)->close().is_ok());
    EXPECT_EQ(*files_.contents(names_.table(number)), "table");
  }
  bool is_there(uint64_t number) { return files_.contents(names_.table(number)).is_ok(); }
  size_t there() { return files_.list("db")->size(); }

  MemoryFileSystem files_;
  const FileNames names_{"db"};
  TableFiles tables_{files_, names_, 16};
};

TEST_F(TableFilesTest, WithoutASpareAFileIsMade) {
  create(1, 100);
  EXPECT_TRUE(is_there(1));
}

TEST_F(TableFilesTest, TheSpareOfTheNearestSizeIsUsedAgain) {
  retire(1, 100);
  retire(2, 1000);
  retire(3, 10000);
  create(4, 700);
  EXPECT_FALSE(is_there(2));
  create(5, 20000);
  EXPECT_FALSE(is_there(3));
  create(6, 20000);
  EXPECT_FALSE(is_there(1));
  EXPECT_EQ(there(), 3u);
}

TEST_F(TableFilesTest, AFileThatSomebodyLooksAtIsRemoved) {
  retire(1, 100, FileUse::kSome);
  EXPECT_FALSE(is_there(1));
}

TEST_F(TableFilesTest, SparesAreFewAndGoWhenTheyAreToldTo) {
  for (uint64_t number = 1; number <= 100; ++number) retire(number, 10);
  EXPECT_EQ(there(), 16u);
  tables_.remove_spares();
  EXPECT_EQ(there(), 0u);
}

TEST_F(TableFilesTest, ASpareThatCannotBeUsedAgainIsRemoved) {
  retire(1, 100);
  files_.fail(Operation::kRename, 1);
  create(2, 100);
  EXPECT_FALSE(is_there(1));
  EXPECT_TRUE(is_there(2));
}

TEST_F(TableFilesTest, AnErrorOfTheFileSystemIsGiven) {
  files_.fail(Operation::kCreate, 1);
  EXPECT_EQ(tables_.create(1, 100).status().code(), Code::kIoError);
}

}  // namespace
}  // namespace engine
