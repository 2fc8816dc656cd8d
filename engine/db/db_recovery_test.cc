// What a database finds again after its process, its machine or its disk failed it.
#include <gtest/gtest.h>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_db.h"
#include "engine/db/version_edit.h"
#include "engine/store/wal.h"

namespace engine {
namespace {

using Fault = MemoryFileSystem::Operation;
using Unsynced = MemoryFileSystem::Unsynced;

class DbRecovery : public ::testing::Test, public TestDb {
 protected:
  void SetUp() override { reopen(); }

  void put_numbered(int count) {
    for (int i = 0; i < count; ++i) ASSERT_TRUE(put(key_of(i), "value").is_ok());
  }
  // Ends the process without a close, leaving the log as it is.
  void end_process() {
    files.crash(Unsynced::kKept);
    db.reset();
  }
  void change(const std::string& path, const std::string& bytes) {
    ASSERT_TRUE(files.replace_contents(path, bytes).is_ok());
  }
  void flip(const std::string& path, size_t at) {
    std::string bytes = files.contents(path).value();
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    change(path, bytes);
  }
  size_t bytes_in(const std::string& path) { return files.contents(path).value().size(); }
  void write_log(uint64_t number, const std::vector<std::string>& records) {
    write_records(FileNames("db").log(number), number, records);
  }
  void write_records(const std::string& path, uint64_t number,
                     const std::vector<std::string>& records) {
    WalWriter log(files.create(path).value(), number);
    for (const std::string& record : records) ASSERT_TRUE(log.append(record).is_ok());
    ASSERT_TRUE(log.sync().is_ok());
    ASSERT_TRUE(log.close().is_ok());
  }
  // Of each edit of the manifest, what `edit_of` makes of it.
  template <typename EditOf>
  void rewrite_manifest(EditOf edit_of) {
    std::vector<std::string> records;
    for (VersionEdit& edit : edits()) records.push_back(edit_of(std::move(edit)).encode());
    const std::string name = manifest();
    write_records("db/" + name, parse_file_name(name)->number, records);
  }
  static std::string encoded_batch(Sequence first, int entries, std::string_view prefix) {
    WriteBatch batch;
    for (int i = 0; i < entries; ++i) batch.put(std::string(prefix) + std::to_string(i), "v");
    batch.set_sequence(first);
    return std::string(batch.encoded());
  }
  void expect_corruption(const std::string& part) {
    const Status status = open();
    EXPECT_EQ(status.code(), Code::kCorruption) << status.to_string();
    EXPECT_NE(status.message().find(part), std::string_view::npos) << status.to_string();
  }
};

TEST_F(DbRecovery, WhatTheLogHoldsIsReplayedAndCounted) {
  put_numbered(1000);
  ASSERT_TRUE(remove(key_of(500)).is_ok());
  end_process();
  reopen();
  EXPECT_EQ(all().size(), 999u);
  EXPECT_GT(db->physical_work().replayed_entries, 0u);
  EXPECT_LT(db->physical_work().replayed_entries, 200u) << "the rest was in tables";
  end_process();
  reopen();
  EXPECT_EQ(db->physical_work().replayed_entries, 0u) << "the first open wrote them to a table";
  EXPECT_EQ(all().size(), 999u);
}

TEST_F(DbRecovery, MoreThanAMemtableHoldsIsFlushedOnTheWay) {
  options.write_buffer_bytes = 1 << 20;
  reopen();
  put_numbered(2000);
  WriteBatch batch;  // more entries than a replay takes at a time, and no multiple of it
  for (int i = 0; i < 1000; ++i) batch.put("batch" + key_of(i), "v");
  ASSERT_TRUE(db->write({}, std::move(batch)).is_ok());
  end_process();
  options.write_buffer_bytes = 4096;
  reopen();
  EXPECT_EQ(db->physical_work().replayed_entries, 3000u);
  EXPECT_GT(db->physical_work().flushes, 10u);
  EXPECT_EQ(all().size(), 3000u);
}

TEST_F(DbRecovery, ATailTornAtAnyByteIsCutAtTheLastGoodRecord) {
  for (size_t cut = 0;; ++cut) {
    TestDb fresh;
    fresh.reopen();
    ASSERT_TRUE(fresh.put("first", "1").is_ok());
    ASSERT_TRUE(fresh.put("second", "2").is_ok());
    const std::string log = fresh.only_log();
    const size_t whole = fresh.files.contents(log)->size();
    WriteBatch last;
    last.put("third", "3");
    last.remove("first");
    ASSERT_TRUE(fresh.db->write({}, std::move(last)).is_ok());
    const std::string bytes = fresh.files.contents(log).value();
    if (whole + cut == bytes.size()) break;
    fresh.files.crash(Unsynced::kKept);
    ASSERT_TRUE(fresh.files.replace_contents(log, bytes.substr(0, whole + cut)).is_ok());
    fresh.reopen();
    EXPECT_EQ(fresh.all(), (Pairs{{"first", "1"}, {"second", "2"}})) << "cut at " << cut;
    ASSERT_TRUE(fresh.put("fourth", "4").is_ok());
    fresh.reopen();
    EXPECT_EQ(fresh.all().size(), 3u);
  }
}

TEST_F(DbRecovery, DamageInTheLastRecordCutsThatRecordAndInAnyOtherIsAnError) {
  put_numbered(4);
  const std::string log = only_log();
  const size_t last_record = bytes_in(log);
  ASSERT_TRUE(put("last", "one").is_ok());
  const size_t bytes = bytes_in(log);
  for (size_t at = 0; at < bytes; ++at) {
    TestDb fresh;
    fresh.reopen();
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(fresh.put(key_of(i), "value").is_ok());
    ASSERT_TRUE(fresh.put("last", "one").is_ok());
    fresh.files.crash(Unsynced::kKept);
    std::string damaged = fresh.files.contents(log).value();
    ASSERT_EQ(damaged.size(), bytes);
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    ASSERT_TRUE(fresh.files.replace_contents(log, damaged).is_ok());
    const Status status = fresh.open();
    if (at >= last_record) {
      ASSERT_TRUE(status.is_ok()) << "byte " << at << ": " << status.to_string();
      EXPECT_EQ(fresh.all().size(), 4u);
    } else {
      EXPECT_EQ(status.code(), Code::kCorruption) << "byte " << at;
      EXPECT_NE(status.message().find(log), std::string_view::npos) << status.to_string();
      EXPECT_NE(status.message().find("offset"), std::string_view::npos) << status.to_string();
    }
  }
}

TEST_F(DbRecovery, LogsAreReplayedInTheOrderOfTheirNumbers) {
  end_process();
  write_log(51, {encoded_batch(5, 2, "k")});
  write_log(9, {});
  write_log(50, {encoded_batch(1, 2, "k"), encoded_batch(3, 2, "l")});
  reopen();
  EXPECT_EQ(all().size(), 4u);
  EXPECT_EQ(db->physical_work().replayed_entries, 6u);
}

TEST_F(DbRecovery, EntriesBehindATornLogAreAnErrorAndAnEmptyLogBehindItIsNot) {
  end_process();
  write_log(50, {encoded_batch(1, 2, "k"), encoded_batch(3, 2, "l")});
  const std::string torn = files.contents("db/000050.log").value();
  change("db/000050.log", torn.substr(0, torn.size() - 1));
  write_log(51, {encoded_batch(5, 2, "m")});
  expect_corruption("db/000050.log");
  write_log(51, {});
  reopen();
  EXPECT_EQ(all().size(), 2u);
}

TEST_F(DbRecovery, ARecordThatIsNoBatchIsAnErrorThatNamesItsPlace) {
  end_process();
  const std::string good = encoded_batch(1, 2, "k");
  for (const std::string& bad : {std::string("no batch"), good.substr(0, good.size() - 1),
                                 good + "x", encoded_batch(1, 1, "sequence number used before")}) {
    write_log(50, {good, bad, encoded_batch(9, 1, "z")});
    expect_corruption("db/000050.log: record at offset");
  }
}

TEST_F(DbRecovery, FilesThatTheDatabaseNeedsAreMissed) {
  put_numbered(300);
  ASSERT_TRUE(db->compact().is_ok());
  const std::string table = "db/" + names(".sst").front();
  const std::string manifest = files.contents("db/CURRENT").value();
  end_process();
  const std::string bytes = files.contents(table).value();
  ASSERT_TRUE(files.remove(table).is_ok());
  expect_corruption(table);
  ASSERT_TRUE(files.create(table).is_ok());
  change(table, bytes);
  change("db/CURRENT", "nonsense\n");
  expect_corruption("db/CURRENT");
  change("db/CURRENT", "MANIFEST-000777\n");
  expect_corruption("db/MANIFEST-000777");
  ASSERT_TRUE(files.remove("db/CURRENT").is_ok());
  expect_corruption("db/CURRENT");
  ASSERT_TRUE(files.create("db/CURRENT").is_ok());
  change("db/CURRENT", manifest);
  reopen();
  EXPECT_EQ(all().size(), 300u);
}

TEST_F(DbRecovery, ALogThatTheManifestNamesIsMissed) {
  end_process();
  const std::string log = only_log();
  ASSERT_TRUE(files.remove(log).is_ok());
  reopen();  // nothing was ever in a later log
  put_numbered(3);
  end_process();
  ASSERT_TRUE(files.remove(only_log()).is_ok());
  write_log(99, {encoded_batch(7, 1, "k")});
  expect_corruption("the log is missing");
}

TEST_F(DbRecovery, ADamagedManifestIsAnErrorOrLosesNothing) {
  put_numbered(300);
  const Pairs before = all();
  const std::string path = "db/" + manifest();
  end_process();
  const size_t bytes = bytes_in(path);
  for (size_t at = 0; at < bytes; ++at) {
    TestDb fresh;
    fresh.reopen();
    for (int i = 0; i < 300; ++i) ASSERT_TRUE(fresh.put(key_of(i), "value").is_ok());
    fresh.files.crash(Unsynced::kKept);
    std::string damaged = fresh.files.contents(path).value();
    ASSERT_EQ(damaged.size(), bytes);
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    ASSERT_TRUE(fresh.files.replace_contents(path, damaged).is_ok());
    const Status status = fresh.open();
    if (status.is_ok()) {
      EXPECT_EQ(fresh.all(), before) << "byte " << at;
    } else {
      EXPECT_EQ(status.code(), Code::kCorruption) << status.to_string();
      EXPECT_NE(status.message().find("db/"), std::string_view::npos) << status.to_string();
    }
  }
}

// A merge takes room for its outputs by what the manifest says of its inputs.
TEST_F(DbRecovery, TablesThatAreSaidToBeHugeAreMergedLikeOthers) {
  put_numbered(300);
  ASSERT_TRUE(db->compact().is_ok());
  const Pairs before = all();
  end_process();
  rewrite_manifest([](VersionEdit edit) {
    for (VersionEdit::Added& added : edit.added) {
      TableMeta huge = *added.table;
      huge.bytes = UINT64_MAX / 64;
      added.table = std::make_shared<const TableMeta>(huge);
    }
    return edit;
  });
  reopen();
  put_numbered(300);
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_EQ(all(), before);
}

TEST_F(DbRecovery, ADamagedTableIsAnErrorOfTheReadThatNamesFileAndOffset) {
  put_numbered(50);
  ASSERT_TRUE(db->compact().is_ok());
  const std::string table = "db/" + names(".sst").front();
  end_process();
  flip(table, 20);
  reopen();
  const std::string answer = get(key_of(0));
  EXPECT_NE(answer.find("corruption: " + table), std::string::npos) << answer;
  EXPECT_NE(answer.find("offset"), std::string::npos) << answer;
  Iterator it = db->iterate({});
  it.seek_to_first();
  EXPECT_FALSE(it.valid());
  EXPECT_EQ(it.status().code(), Code::kCorruption);
  EXPECT_EQ(db->range({}, "", 10).status().code(), Code::kCorruption);
  ASSERT_TRUE(put(key_of(0), "another").is_ok());
  EXPECT_FALSE(db->compact().is_ok());
  EXPECT_EQ(put("a", "b").code(), Code::kClosed) << "a merge met the damage";
  EXPECT_EQ(get(key_of(0)), "another") << "reads go on";
}

TEST_F(DbRecovery, FilesOfWorkThatWasCutShortAreRemoved) {
  put_numbered(100);
  end_process();
  for (const char* stale :
       {"db/000901.sst", "db/000902.tmp", "db/MANIFEST-000001", "db/000001.log"})
    ASSERT_TRUE(files.create(stale).is_ok());
  ASSERT_TRUE(files.create("db/not ours.txt").is_ok());
  reopen();
  for (const char* stale : {"000901.sst", "000902.tmp", "MANIFEST-000001", "000001.log"})
    EXPECT_TRUE(names(stale).empty()) << stale;
  EXPECT_EQ(names("not ours.txt").size(), 1u);
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_GT(names(".sst").front(), "000902") << "a number that was there is not used again";
}

TEST_F(DbRecovery, AFullDiskStopsWritesNotReadsAndLosesNothing) {
  files.limit_space(20'000);
  Status status;
  int written = 0;
  for (; status.is_ok(); ++written) status = put(key_of(written), std::string(100, 'v'));
  --written;
  EXPECT_GT(written, 10);
  EXPECT_NE(status.to_string().find("No space left on device"), std::string::npos)
      << status.to_string();
  const Status later = put("a", "b");
  EXPECT_EQ(later.code(), Code::kClosed);
  EXPECT_NE(later.message().find("No space left on device"), std::string_view::npos) << "the cause";
  EXPECT_EQ(db->flush().code(), Code::kClosed);
  EXPECT_EQ(db->compact().code(), Code::kClosed);
  for (int i = 0; i < written; ++i) EXPECT_EQ(get(key_of(i)).size(), 100u);
  files.forget_faults();
  reopen();
  for (int i = 0; i < written; ++i) EXPECT_EQ(get(key_of(i)).size(), 100u);
  ASSERT_TRUE(put("a", "b").is_ok());
}

TEST_F(DbRecovery, AFailedCompactionLeavesItsInputs) {
  // The syncs of a flush that makes a compaction due: the log, its table, the manifest; then the
  // compaction's table, which is removed again, and the manifest, which may name it after all.
  for (const auto& [nth, tables] : {std::pair(4, 4u), std::pair(5, 5u)}) {
    TestDb fresh;
    fresh.reopen();
    for (int round = 0; round < 4; ++round) {
      if (round == 3) fresh.files.fail(Fault::kSync, static_cast<uint64_t>(nth));
      for (int i = 0; i < 30; ++i) ASSERT_TRUE(fresh.put(key_of(i), "value").is_ok());
      EXPECT_EQ(fresh.db->flush().is_ok(), round < 3);
    }
    EXPECT_EQ(fresh.put("a", "b").code(), Code::kClosed);
    EXPECT_EQ(fresh.names(".sst").size(), tables);
    EXPECT_EQ(fresh.all().size(), 30u);
    fresh.reopen();
    EXPECT_EQ(fresh.all().size(), 30u);
  }
}

}  // namespace
}  // namespace engine
