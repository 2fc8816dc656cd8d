#include "engine/db/table_cache.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/memory_file_system.h"
#include "engine/store/table_builder.h"

namespace engine {
namespace {

class TableCacheTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(files_.create_directory("db").is_ok()); }

  TableRef make(uint64_t number) {
    const auto file = *files_.create(names_.table(number));
    Scratch scratch;
    TableBuilder builder(TableOptions(), *file, scratch);
    EXPECT_TRUE(builder.add(key_at("key", number), "value").is_ok());
    EXPECT_TRUE(builder.finish().is_ok());
    EXPECT_TRUE(file->close().is_ok());
    auto meta = std::make_shared<TableMeta>();
    meta->number = number;
    return meta;
  }
  Bytes value_in(const TableRef& table) {
    return (*cache_.find(*table))->get("key", kMaxSequence)->value;
  }
  uint64_t opened() const { return files_.count(MemoryFileSystem::Operation::kOpen); }

  MemoryFileSystem files_;
  const FileNames names_{"db"};
  BlockCache blocks_{0, 1};
  TableReads reads_;
  TableCache cache_{files_, names_, blocks_, reads_, 4, 1};  // two of them kept
};

// With zero_copy and mmap an answer is a slice of the file; else it is none.
constexpr FileUse kOfASlice =
    Bytes::kShared && FileBytes::kMapped ? FileUse::kSome : FileUse::kNone;

TEST_F(TableCacheTest, ATableIsOpenedOnceWhileThereIsRoom) {
  std::vector<TableRef> tables;
  for (uint64_t number = 1; number <= 4; ++number) tables.push_back(make(number));
  for (int round = 0; round < 3; ++round)
    for (const TableRef& table : tables) EXPECT_EQ(value_in(table).view(), "value");
  EXPECT_EQ(opened(), 4u);
}

TEST_F(TableCacheTest, TheFirstStayOpenAndTheOthersTakeTurns) {
  std::vector<TableRef> tables;
  for (uint64_t number = 1; number <= 10; ++number) tables.push_back(make(number));
  for (const TableRef& table : tables) EXPECT_EQ(value_in(table).view(), "value");
  const uint64_t before = opened();
  EXPECT_EQ(before, 10u);
  value_in(tables[0]);
  value_in(tables[1]);
  EXPECT_EQ(opened(), before);
  for (size_t i = 2; i < tables.size(); ++i) value_in(tables[i]);
  EXPECT_GT(opened(), before + 5);
}

TEST_F(TableCacheTest, ATableThatIsGivenUpMakesRoom) {
  for (uint64_t number = 1; number <= 20; ++number) {
    const TableRef table = make(number);
    EXPECT_EQ(value_in(table).view(), "value");
    EXPECT_EQ(cache_.erase(number), FileUse::kNone) << number;
    EXPECT_EQ(cache_.memory_bytes(), 0u);
  }
  EXPECT_EQ(cache_.erase(99), FileUse::kNone) << "was never opened";
}

TEST_F(TableCacheTest, ASliceThatIsHeldIsAUse) {
  std::vector<TableRef> tables;
  for (uint64_t number = 1; number <= 4; ++number) tables.push_back(make(number));
  for (const TableRef& table : tables) {  // kept and not
    const Bytes held = value_in(table);
    EXPECT_EQ(cache_.erase(table->number), kOfASlice) << table->number;
    EXPECT_EQ(held.view(), "value");
  }
}

TEST_F(TableCacheTest, ATableThatSomebodyHasIsInUse) {
  const TableRef kept[] = {make(1), make(2)};
  for (const TableRef& table : kept) value_in(table);
  const TableRef other = make(3);
  const std::shared_ptr<const Table> held = *cache_.find(*other);
  EXPECT_EQ(cache_.erase(3), FileUse::kSome);
}

TEST_F(TableCacheTest, ASliceFromBeforeATableWasClosedIsAUse) {
  std::vector<TableRef> tables;
  for (uint64_t number = 1; number <= 9; ++number) tables.push_back(make(number));
  value_in(tables[0]);
  value_in(tables[1]);
  {
    const Bytes held = value_in(tables[2]);
    for (size_t i = 3; i < tables.size(); ++i) value_in(tables[i]);  // closes it
  }
  value_in(tables[2]);  // opens it anew
  EXPECT_EQ(cache_.erase(3), kOfASlice);
  EXPECT_EQ(cache_.erase(4), FileUse::kNone) << "was closed with no slice of it";
}

TEST_F(TableCacheTest, AKeptTableLivesAsLongAsItsMeta) {
  TableRef table = make(1);
  std::shared_ptr<const Table> found = *cache_.find(*table);
  EXPECT_EQ((*cache_.find(*table)).get(), found.get());
  EXPECT_EQ(table->kept_open.get(), found.get());
  const TableMeta copy = *table;
  EXPECT_EQ(copy.kept_open.get(), nullptr);
  const std::weak_ptr<const Table> watched = found->weak_from_this();
  cache_.erase(1);
  EXPECT_FALSE(watched.expired());
  found.reset();
  EXPECT_FALSE(watched.expired());
  table.reset();
  EXPECT_TRUE(watched.expired());
}

}  // namespace
}  // namespace engine
