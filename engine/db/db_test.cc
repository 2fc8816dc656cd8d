// What Db promises, one promise a test; then the mistakes of the engine that heapdyno re-creates,
// each as a test.
#include "engine/db/db.h"

#include <gtest/gtest.h>

#include "engine/base/test_folder.h"
#include "engine/db/test_db.h"

namespace engine {
namespace {

class DbTest : public ::testing::Test, public TestDb {
 protected:
  void SetUp() override { reopen(); }
  void put_many(int first, int last, const std::string& value) {
    for (int i = first; i < last; ++i) ASSERT_TRUE(put(key_of(i), value).is_ok());
  }
};

TEST_F(DbTest, WhatWasPutIsFoundUntilItIsRemoved) {
  EXPECT_EQ(get("a"), "not found");
  ASSERT_TRUE(put("a", "1").is_ok());
  EXPECT_EQ(get("a"), "1");
  ASSERT_TRUE(put("a", "2").is_ok());
  EXPECT_EQ(get("a"), "2");
  ASSERT_TRUE(remove("a").is_ok());
  EXPECT_EQ(get("a"), "not found");
  ASSERT_TRUE(remove("never there").is_ok());
}

TEST_F(DbTest, EmptyKeysAndValuesAndAllBytesAreOrdinary) {
  const std::string bytes("\0\xff\n", 3);
  ASSERT_TRUE(put("", "empty key").is_ok());
  ASSERT_TRUE(put("empty value", "").is_ok());
  ASSERT_TRUE(put(bytes, bytes).is_ok());
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(get(""), "empty key");
    EXPECT_EQ(get("empty value"), "");
    EXPECT_EQ(get(bytes), bytes);
    ASSERT_TRUE(db->compact().is_ok());
  }
}

TEST_F(DbTest, AValueLargerThanAllBoundsIsOrdinary) {
  const std::string large(300'000, 'x');
  ASSERT_TRUE(put("large", large).is_ok());
  ASSERT_TRUE(put("small", "s").is_ok());
  EXPECT_EQ(get("large"), large);
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_EQ(get("large"), large);
  reopen();
  EXPECT_EQ(get("large"), large);
}

TEST_F(DbTest, ABatchIsAppliedInItsOrder) {
  WriteBatch batch;
  batch.put("a", "1");
  batch.put("b", "1");
  batch.remove("a");
  batch.put("b", "2");
  ASSERT_TRUE(db->write({}, std::move(batch)).is_ok());
  EXPECT_EQ(all(), (Pairs{{"b", "2"}}));
  ASSERT_TRUE(db->write({}, WriteBatch()).is_ok());
}

TEST_F(DbTest, ABatchForAKeyspaceThatIsNotThereIsRefusedWhole) {
  WriteBatch batch;
  batch.put("a", "1");
  batch.put("b", "2", "elsewhere");
  EXPECT_EQ(db->write({}, std::move(batch)).code(), Code::kInvalidArgument);
  EXPECT_EQ(get("a"), "not found");
  ASSERT_TRUE(put("a", "1").is_ok()) << "the database goes on";
}

TEST_F(DbTest, AnIteratorShowsTheMomentItWasMade) {
  put_many(0, 100, "old");
  Iterator it = db->iterate({});
  put_many(0, 100, "new");
  ASSERT_TRUE(remove(key_of(5)).is_ok());
  ASSERT_TRUE(db->compact().is_ok());
  int i = 0;
  for (it.seek_to_first(); it.valid(); it.next(), ++i) {
    EXPECT_EQ(it.key(), key_of(i));
    EXPECT_EQ(it.value(), "old");
  }
  EXPECT_EQ(i, 100);
}

TEST_F(DbTest, ASnapshotKeepsWhatLaterWritesAndCompactionsWouldDrop) {
  put_many(0, 50, "old");
  {
    const Snapshot snapshot = db->snapshot();
    put_many(0, 50, "new");
    for (int i = 0; i < 50; i += 2) ASSERT_TRUE(remove(key_of(i)).is_ok());
    ASSERT_TRUE(db->compact().is_ok());
    ASSERT_TRUE(db->compact().is_ok());
    for (int i = 0; i < 50; ++i) {
      EXPECT_EQ(get(key_of(i), &snapshot), "old");
      EXPECT_EQ(get(key_of(i)), i % 2 == 0 ? "not found" : "new");
    }
    EXPECT_EQ(forward(db->iterate({&snapshot})).size(), 50u);
    const Result<Range> range = db->range({&snapshot}, key_of(10), 3);
    ASSERT_TRUE(range.is_ok());
    EXPECT_EQ((*range)[0].value.view(), "old");
  }
  EXPECT_EQ(all().size(), 25u);
}

TEST_F(DbTest, SnapshotsMove) {
  ASSERT_TRUE(put("a", "1").is_ok());
  Snapshot first = db->snapshot();
  ASSERT_TRUE(put("a", "2").is_ok());
  Snapshot second = db->snapshot();
  ASSERT_TRUE(put("a", "3").is_ok());
  Snapshot moved = std::move(first);
  EXPECT_EQ(get("a", &moved), "1");
  moved = std::move(second);
  EXPECT_EQ(get("a", &moved), "2");
}

TEST_F(DbTest, IteratorsTurnRoundAnywhere) {
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(put(key_of(i % 20), std::to_string(i)).is_ok());
    if (i % 7 == 0) {
      ASSERT_TRUE(db->flush().is_ok());
    }
  }
  Iterator it = db->iterate({});
  it.seek(key_of(10));
  ASSERT_TRUE(it.valid());
  it.prev();
  EXPECT_EQ(it.key(), key_of(9));
  EXPECT_EQ(it.value(), "49");
  it.next();
  EXPECT_EQ(it.key(), key_of(10));
  EXPECT_EQ(it.value(), "50");
  it.seek_to_first();
  it.prev();
  EXPECT_FALSE(it.valid());
  it.seek_to_last();
  EXPECT_EQ(it.key(), key_of(19));
  it.next();
  EXPECT_FALSE(it.valid());
  it.seek(key_of(20));
  EXPECT_FALSE(it.valid());
  EXPECT_TRUE(it.status().is_ok());
}

TEST_F(DbTest, ForwardAndBackwardAreEachOthersMirror) {
  put_many(0, 300, "1");
  for (int i = 0; i < 300; i += 3) ASSERT_TRUE(remove(key_of(i)).is_ok());
  put_many(100, 120, "2");
  Pairs back = backward(db->iterate({}));
  std::reverse(back.begin(), back.end());
  EXPECT_EQ(all(), back);
  EXPECT_EQ(back.size(), 200u + 6u);  // 102, 105 ... 117 came back
}

TEST_F(DbTest, ARangeStopsAtItsLimitAndAtTheEnd) {
  put_many(0, 40, "v");
  ASSERT_TRUE(db->flush().is_ok());
  const auto size = [&](std::string_view from, size_t limit) {
    return db->range({}, from, limit).value().size();
  };
  EXPECT_EQ(size(key_of(0), 0), 0u);
  EXPECT_EQ(size(key_of(0), 16), 16u);
  EXPECT_EQ(size(key_of(30), 1000), 10u);
  EXPECT_EQ(size("zzz", 10), 0u);
  const Range range = db->range({}, key_of(7), 2).value();
  EXPECT_EQ(range[1].key.view(), key_of(8));
  EXPECT_EQ(range[1].value.view(), "v");
}

TEST_F(DbTest, AnswersOutliveWhatTheyWereReadFrom) {
  ASSERT_TRUE(put("memory", "in the memtable").is_ok());
  const Bytes memory = db->get({}, "memory").value();
  ASSERT_TRUE(db->compact().is_ok());
  const Bytes table = db->get({}, "memory").value();
  Range range = db->range({}, "", 1).value();
  put_many(0, 500, "pushes it out");
  ASSERT_TRUE(db->close().is_ok());
  db.reset();
  EXPECT_EQ(memory.view(), "in the memtable");
  EXPECT_EQ(table.view(), "in the memtable");
  EXPECT_EQ(range[0].value.view(), "in the memtable");
}

TEST_F(DbTest, EverythingIsThereAfterReopening) {
  put_many(0, 400, "v");
  for (int i = 0; i < 400; i += 4) ASSERT_TRUE(remove(key_of(i)).is_ok());
  const Pairs before = all();
  for (int round = 0; round < 3; ++round) {
    reopen();
    EXPECT_EQ(all(), before);
  }
}

TEST_F(DbTest, FlushMovesWhatIsInMemoryToATable) {
  ASSERT_TRUE(put("a", "1").is_ok());
  ASSERT_TRUE(db->flush().is_ok());
  EXPECT_EQ(names(".sst").size(), 1u);
  EXPECT_EQ(names(".log").size(), 1u);
  EXPECT_EQ(db->physical_work().flushes, 1u);
  ASSERT_TRUE(db->flush().is_ok());
  EXPECT_EQ(db->physical_work().flushes, 1u) << "there was nothing to flush";
  EXPECT_EQ(get("a"), "1");
}

TEST_F(DbTest, CompactLeavesNothingToDo) {
  put_many(0, 2000, "value");
  ASSERT_TRUE(db->compact().is_ok());
  const PhysicalWork before = db->physical_work();
  EXPECT_EQ(all().size(), 2000u);
  reopen();
  EXPECT_EQ(db->physical_work().compactions, 0u);
  EXPECT_EQ(db->physical_work().trivial_moves, 0u);
  EXPECT_GT(before.compactions, 0u);
}

TEST_F(DbTest, CompactDropsEverythingThatWasRemoved) {
  put_many(0, 500, "value");
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_FALSE(names(".sst").empty());
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(remove(key_of(i)).is_ok());
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_TRUE(names(".sst").empty());
  EXPECT_TRUE(all().empty());
}

TEST_F(DbTest, FilesThatAnIteratorReadsStayUntilItEnds) {
  put_many(0, 200, "v");
  ASSERT_TRUE(db->compact().is_ok());
  const size_t tables = names(".sst").size();
  {
    Iterator it = db->iterate({});
    it.seek_to_first();
    for (int i = 0; i < 200; ++i) ASSERT_TRUE(remove(key_of(i)).is_ok());
    ASSERT_TRUE(db->compact().is_ok());
    EXPECT_EQ(names(".sst").size(), tables);
    int count = 0;
    for (; it.valid(); it.next()) ++count;
    EXPECT_EQ(count, 200);
  }
  ASSERT_TRUE(put("a", "b").is_ok());
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_EQ(names(".sst").size(), 1u);
}

TEST_F(DbTest, OnlyOneMayHaveItOpen) {
  const Result<std::unique_ptr<Db>> second = Db::open(options, "db");
  ASSERT_FALSE(second.is_ok());
  EXPECT_EQ(second.status().code(), Code::kIoError);
  ASSERT_TRUE(db->close().is_ok());
  EXPECT_TRUE(Db::open(options, "db").is_ok());
}

TEST_F(DbTest, OpeningSaysWhatIsThereAndWhatIsNot) {
  options.error_if_exists = true;
  EXPECT_EQ(open().code(), Code::kInvalidArgument);
  options.error_if_exists = false;
  options.create_if_missing = false;
  EXPECT_TRUE(open().is_ok());
  EXPECT_EQ(Db::open(options, "elsewhere").status().code(), Code::kInvalidArgument);
}

TEST_F(DbTest, AClosedDatabaseSaysSo) {
  ASSERT_TRUE(put("a", "1").is_ok());
  ASSERT_TRUE(db->close().is_ok());
  EXPECT_TRUE(db->close().is_ok());
  EXPECT_EQ(put("a", "2").code(), Code::kClosed);
  EXPECT_EQ(db->get({}, "a").status().code(), Code::kClosed);
  EXPECT_EQ(db->iterate({}).status().code(), Code::kClosed);
  EXPECT_EQ(db->range({}, "", 1).status().code(), Code::kClosed);
  EXPECT_EQ(db->flush().code(), Code::kClosed);
  EXPECT_EQ(db->compact().code(), Code::kClosed);
}

TEST_F(DbTest, HooksSurroundFlushesAndCompactions) {
  struct Calls {
    int depth = 0;
    int entered = 0;
  } calls;
  options.hooks = {[](void* context) {
                     auto* c = static_cast<Calls*>(context);
                     ++c->depth;
                     ++c->entered;
                     EXPECT_EQ(c->depth, 1);
                   },
                   [](void* context) { --static_cast<Calls*>(context)->depth; }, &calls};
  reopen();
  ASSERT_TRUE(put("a", "1").is_ok());
  EXPECT_EQ(calls.entered, 0);
  ASSERT_TRUE(db->flush().is_ok());
  EXPECT_EQ(calls.entered, 1);
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_GT(calls.entered, 1);
  EXPECT_EQ(calls.depth, 0);
}

TEST_F(DbTest, MemoryUsageFollowsWhatIsHeld) {
  const uint64_t empty = db->memory_usage().memtables;
  ASSERT_TRUE(put(key_of(1), std::string(1000, 'x')).is_ok());
  EXPECT_GT(db->memory_usage().memtables, empty + 1000);
  ASSERT_TRUE(db->flush().is_ok());
  EXPECT_EQ(db->memory_usage().memtables, empty);
  EXPECT_EQ(get(key_of(1)).size(), 1000u);
  EXPECT_GT(db->memory_usage().tables, 0u);
  if constexpr (FileBytes::kMapped) {
    EXPECT_EQ(db->memory_usage().block_cache, 0u);
  } else {
    EXPECT_GT(db->memory_usage().block_cache, 1000u);
  }
}

TEST_F(DbTest, FewOpenTablesAreEnough) {
  options.max_open_tables = 2;
  reopen();
  put_many(0, 1000, "v");
  EXPECT_EQ(all().size(), 1000u);
  for (int i = 0; i < 1000; i += 7) EXPECT_EQ(get(key_of(i)), "v");
}

// The mistakes of the original.

TEST_F(DbTest, OriginalBug_AnEmptyBloomFilterAfterReopeningHidFlushedData) {
  put_many(0, 200, "v");
  ASSERT_TRUE(db->flush().is_ok());
  reopen();
  for (int i = 0; i < 200; ++i) EXPECT_EQ(get(key_of(i)), "v");
}

TEST_F(DbTest, OriginalBug_ATombstoneReadAsAbsentResurrectedOlderVersions) {
  ASSERT_TRUE(put("a", "deep").is_ok());
  ASSERT_TRUE(db->compact().is_ok());
  ASSERT_TRUE(put("a", "level 0").is_ok());
  ASSERT_TRUE(db->flush().is_ok());
  ASSERT_TRUE(remove("a").is_ok());
  EXPECT_EQ(get("a"), "not found") << "tombstone in the memtable";
  EXPECT_TRUE(all().empty());
  ASSERT_TRUE(db->flush().is_ok());
  EXPECT_EQ(get("a"), "not found") << "tombstone in level 0";
  EXPECT_TRUE(all().empty());
  reopen();
  EXPECT_EQ(get("a"), "not found");
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_EQ(get("a"), "not found") << "after the tombstone was dropped";
  EXPECT_TRUE(all().empty());
}

TEST_F(DbTest, OriginalBug_LevelZeroWasSearchedInKeyOrderNotNewestFirst) {
  options.level0_trigger = 100;
  reopen();
  // The older table begins before the newer one, and the other way round.
  ASSERT_TRUE(put("a", "old").is_ok());
  ASSERT_TRUE(put("m", "old").is_ok());
  ASSERT_TRUE(db->flush().is_ok());
  ASSERT_TRUE(put("m", "new").is_ok());
  ASSERT_TRUE(put("z", "new").is_ok());
  ASSERT_TRUE(db->flush().is_ok());
  ASSERT_TRUE(put("a", "newest").is_ok());
  ASSERT_TRUE(put("n", "newest").is_ok());
  ASSERT_TRUE(db->flush().is_ok());
  EXPECT_EQ(names(".sst").size(), 3u);
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(get("a"), "newest");
    EXPECT_EQ(get("m"), "new");
    reopen();
  }
}

TEST_F(DbTest, TheFilesOfOldTablesAreUsedAgainAndNoneIsLeft) {
  using Operation = MemoryFileSystem::Operation;
  for (int round = 0; round < 10; ++round) put_many(0, 300, "round " + std::to_string(round));
  PhysicalWork work = db->physical_work();
  EXPECT_GT(files.count(Operation::kRename), work.tables_written / 2);
  EXPECT_LE(names(".sst").size(), work.tables_written - work.tables_removed + options.spare_tables);
  ASSERT_TRUE(db->compact().is_ok());
  work = db->physical_work();
  EXPECT_EQ(work.tables_written - work.tables_removed, names(".sst").size());
  EXPECT_EQ(all().size(), 300u);
}

TEST_F(DbTest, AnErrorGivesTheRoomOfSpareFilesBack) {
  for (int round = 0; round < 10; ++round) put_many(0, 300, "round " + std::to_string(round));
  const PhysicalWork work = db->physical_work();
  const size_t live = work.tables_written - work.tables_removed;
  ASSERT_GT(names(".sst").size(), live + 1);
  files.fail(MemoryFileSystem::Operation::kSync, 2);  // behind that of the log, a table's
  Status status;
  for (int i = 0; i < 1000 && status.is_ok(); ++i) status = put(key_of(i), "value");
  ASSERT_FALSE(status.is_ok());
  EXPECT_EQ(names(".sst").size(), live + 1) << "and the one that failed";
}

// On a real file system a slice sees what is written to its file.
TEST_F(DbTest, AnAnswerThatIsHeldIsNotWrittenOver) {
  const TestFolder folder;
  options.file_system = &posix_file_system();
  for (const size_t open_tables : {1000, 1}) {
    options.max_open_tables = open_tables;
    db = *Db::open(options, folder.file("db" + std::to_string(open_tables)));
    std::vector<std::pair<std::string, Bytes>> held;
    for (int round = 0; round < 20; ++round) {
      const std::string value = std::to_string(round) + std::string(90, 'v');
      put_many(0, 100, value);
      ASSERT_TRUE(db->flush().is_ok());
      for (int i = 0; i < 100; i += 7) held.emplace_back(value, *db->get({}, key_of(i)));
      for (const auto& [expected, bytes] : held) ASSERT_EQ(bytes.view(), expected);
    }
    EXPECT_GT(db->physical_work().tables_removed, 10u);
  }
}

TEST_F(DbTest, OriginalBug_CompactionResultsWereNeverInstalled) {
  options.spare_tables = 0;
  reopen();
  for (int round = 0; round < 4; ++round) {
    put_many(0, 20, "round " + std::to_string(round));
    ASSERT_TRUE(db->flush().is_ok());
  }
  const PhysicalWork work = db->physical_work();
  EXPECT_EQ(work.compactions, 1u);
  EXPECT_EQ(work.tables_removed, 4u);
  EXPECT_EQ(names(".sst").size(), 1u) << "the inputs are gone, the output is there";
  EXPECT_EQ(get(key_of(3)), "round 3");
  reopen();
  EXPECT_EQ(get(key_of(3)), "round 3");
}

TEST_F(DbTest, OriginalBug_KeysWereNotInLexicographicOrder) {
  const std::vector<std::string> keys = {
      "", std::string(1, '\0'), "1", "10", "9", "a", "aa", "b", "\x7f", "\x80", "\xff", "\xff\xff"};
  for (auto it = keys.rbegin(); it != keys.rend(); ++it) ASSERT_TRUE(put(*it, "v").is_ok());
  for (int round = 0; round < 2; ++round) {
    const Pairs pairs = all();
    ASSERT_EQ(pairs.size(), keys.size());
    for (size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(pairs[i].first, keys[i]);
    ASSERT_TRUE(db->compact().is_ok());
  }
}

TEST_F(DbTest, OriginalBug_AFlushRemovedTheMemtableBeforeItsTableExisted) {
  ASSERT_TRUE(put("a", "1").is_ok());
  // The log of the next memtable is created first, then the table.
  files.fail(MemoryFileSystem::Operation::kCreate, 2);
  EXPECT_EQ(db->flush().code(), Code::kClosed);
  EXPECT_EQ(get("a"), "1") << "reads go on";
  EXPECT_EQ(put("b", "2").code(), Code::kClosed);
  reopen();
  EXPECT_EQ(get("a"), "1");
}

TEST_F(DbTest, OriginalBug_OldVersionsWereCollectedOnlyOnce) {
  uint64_t once = 0;
  for (int round = 0; round < 5; ++round) {
    put_many(0, 100, std::string(50, 'v'));
    ASSERT_TRUE(db->compact().is_ok());
    uint64_t bytes = 0;
    for (const std::string& name : names(".sst")) bytes += files.contents("db/" + name)->size();
    if (round == 0) once = bytes;
    EXPECT_LE(bytes, once + once / 10) << "round " << round;
  }
}

}  // namespace
}  // namespace engine
