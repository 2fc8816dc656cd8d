// Keyspaces: maps apart, one log, one sequence, across flushes, crashes and drops.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "engine/base/test_seed.h"
#include "engine/db/test_db.h"
#include "engine/store/wal.h"

namespace engine {
namespace {

class DbKeyspace : public ::testing::TestWithParam<KeyspaceKind>, public TestDb {
 protected:
  DbKeyspace() {
    options.checkpoint_bytes = 6000;
    options.page_cache_bytes = 4 * 4096;
    reopen();
  }

  Status put_in(std::string_view keyspace, std::string_view key, std::string_view value) {
    return db->put({Sync::kNone, keyspace}, key, value);
  }
  std::string get_in(std::string_view keyspace, std::string_view key) {
    const Result<Bytes> value = db->get({nullptr, keyspace}, key);
    return value.is_ok() ? std::string(value->view()) : value.status().to_string();
  }
  Pairs all_in(std::string_view keyspace) { return forward(db->iterate({nullptr, keyspace})); }
  void create(std::string_view name) {
    const Status status = db->create_keyspace(name, GetParam());
    ASSERT_TRUE(status.is_ok()) << status.to_string();
  }
  // So much that it is flushed and compacted several times.
  void fill(std::string_view keyspace, int n, const std::string& value) {
    for (int i = 0; i < n; ++i)
      ASSERT_TRUE(put_in(keyspace, key_of(i), value + std::to_string(i)).is_ok());
  }
  void expect_filled(std::string_view keyspace, int n, const std::string& value) {
    const Pairs pairs = all_in(keyspace);
    ASSERT_EQ(pairs.size(), static_cast<size_t>(n)) << keyspace;
    for (int i = 0; i < n; ++i) {
      EXPECT_EQ(pairs[static_cast<size_t>(i)],
                std::make_pair(key_of(i), value + std::to_string(i)));
    }
  }
};

// What is hidden from an iterator stays hidden while others write, though versions that nobody can
// see any more are dropped with the tombstone that hid them.
TEST_P(DbKeyspace, ABackwardIteratorBesideAWriterSeesNothingThatWasRemoved) {
  create("users");
  ASSERT_TRUE(put_in("users", "a", "first").is_ok());
  std::optional<Snapshot> first = db->snapshot();
  ASSERT_TRUE(put_in("users", "a", std::string(5000, 'l')).is_ok());  // not in its leaf
  std::optional<Snapshot> second = db->snapshot();
  ASSERT_TRUE(db->remove({Sync::kNone, "users"}, "a").is_ok());
  ASSERT_TRUE(put_in("users", "b", "stays").is_ok());
  Iterator it = db->iterate({nullptr, "users"});
  it.seek_to_last();
  first.reset();
  second.reset();
  ASSERT_TRUE(put_in("users", "c", "new").is_ok());  // drops what nobody can see
  ASSERT_TRUE(it.valid());
  EXPECT_EQ(it.key(), "b");
  it.prev();
  EXPECT_FALSE(it.valid()) << it.key() << " " << it.value();
  EXPECT_TRUE(it.status().is_ok());
}

TEST_P(DbKeyspace, ABackwardIteratorSeesTheSameWhileLeavesAreJoined) {
  constexpr int kKeys = 300;
  create("users");
  const std::string value(300, 'v');
  fill("users", kKeys, value);
  std::optional<Snapshot> old = db->snapshot();
  for (int i = 0; i < kKeys; ++i) {
    if (i % 8 == 0) continue;
    ASSERT_TRUE(db->remove({Sync::kNone, "users"}, key_of(i)).is_ok());
  }
  Iterator it = db->iterate({nullptr, "users"});
  old.reset();
  it.seek_to_last();
  for (int i = (kKeys - 1) / 8 * 8; i >= 0; i -= 8) {
    ASSERT_TRUE(it.valid());
    ASSERT_EQ(it.key(), key_of(i));
    for (int near = std::max(0, i - 16); near < i; near += 8)
      ASSERT_TRUE(put_in("users", key_of(near), "again").is_ok());
    it.prev();
  }
  EXPECT_FALSE(it.valid());
}

TEST_P(DbKeyspace, EachIsAMapOfItsOwn) {
  create("users");
  create("orders");
  EXPECT_EQ(db->keyspaces(), (std::vector<std::string>{"", "orders", "users"}));
  ASSERT_TRUE(put("key", "default").is_ok());
  ASSERT_TRUE(put_in("users", "key", "user").is_ok());
  EXPECT_EQ(get("key"), "default");
  EXPECT_EQ(get_in("users", "key"), "user");
  EXPECT_EQ(get_in("orders", "key"), "not found");
  EXPECT_TRUE(db->remove({Sync::kNone, "users"}, "key").is_ok());
  EXPECT_EQ(get_in("users", "key"), "not found");
  EXPECT_EQ(get("key"), "default");
  const Result<Range> range = db->range({nullptr, "users"}, "", 10);
  ASSERT_TRUE(range.is_ok());
  EXPECT_TRUE(range->empty());
}

TEST_P(DbKeyspace, WhatIsNotThereIsNamed) {
  EXPECT_EQ(get_in("users", "key"), "invalid argument: no keyspace \"users\"");
  EXPECT_EQ(put_in("users", "key", "v").to_string(), "invalid argument: no keyspace \"users\"");
  EXPECT_EQ(db->iterate({nullptr, "users"}).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(db->range({nullptr, "users"}, "", 1).status().code(), Code::kInvalidArgument);
  EXPECT_EQ(db->drop_keyspace("users").code(), Code::kInvalidArgument);
  EXPECT_EQ(db->drop_keyspace("").code(), Code::kInvalidArgument);
  EXPECT_EQ(db->create_keyspace("").code(), Code::kInvalidArgument);
  EXPECT_EQ(db->create_keyspace(std::string(256, 'n')).code(), Code::kInvalidArgument);
  create(std::string(255, 'n'));
  create("users");
  EXPECT_EQ(db->create_keyspace("users", GetParam()).code(), Code::kInvalidArgument);
}

TEST_P(DbKeyspace, ABatchThatNamesOneWhichIsNotThereIsRefusedWhole) {
  create("users");
  WriteBatch batch;
  batch.put("a", "1", "users");
  batch.put("b", "2", "nobody's");
  EXPECT_EQ(db->write(write, std::move(batch)).code(), Code::kInvalidArgument);
  EXPECT_EQ(get_in("users", "a"), "not found");
  reopen();
  EXPECT_EQ(get_in("users", "a"), "not found");
}

TEST_P(DbKeyspace, ABatchAcrossKeyspacesIsSeenWholeAfterACrash) {
  create("users");
  for (int i = 0; i < 300; ++i) {
    WriteBatch batch;
    batch.put(key_of(i), "d" + std::to_string(i));
    batch.put(key_of(i), "u" + std::to_string(i), "users");
    ASSERT_TRUE(db->write(write, std::move(batch)).is_ok());
  }
  ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kTorn, test_seed()).is_ok());
  const size_t survived = all().size();
  expect_filled("", static_cast<int>(survived), "d");
  expect_filled("users", static_cast<int>(survived), "u");
}

TEST_P(DbKeyspace, TablesAndLogsOfAllSurviveReopening) {
  create("users");
  create("orders");
  fill("", 500, "default");
  fill("users", 700, "user");
  fill("orders", 3, "order");
  if (GetParam() == KeyspaceKind::kLsm) {
    EXPECT_GT(db->physical_work().trivial_moves, 1u);
  } else {
    EXPECT_GT(db->physical_work().checkpoints, 1u);
  }
  for (int i = 0; i < 3; ++i) {
    reopen();
    expect_filled("", 500, "default");
    expect_filled("users", 700, "user");
    expect_filled("orders", 3, "order");
  }
  ASSERT_TRUE(db->compact().is_ok());
  expect_filled("orders", 3, "order");
  EXPECT_EQ(names(".log").size(), 1u);
}

// The log of an entry that waits in a memtable must stay, however often others are flushed.
TEST_P(DbKeyspace, TheLogOfOneThatIsSeldomWrittenStaysUntilItIsFlushed) {
  create("seldom");
  ASSERT_TRUE(put_in("seldom", "key", "value").is_ok());
  fill("", 100, std::string(100, 'v'));  // more than one memtable
  EXPECT_GT(db->physical_work().flushes, 1u);
  ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kKept).is_ok());
  EXPECT_EQ(get_in("seldom", "key"), "value");
}

TEST_P(DbKeyspace, OneThatIsSeldomWrittenDoesNotKeepLogsForEver) {
  create("seldom");
  ASSERT_TRUE(put_in("seldom", "key", "value").is_ok());
  for (int i = 0; i < 20; ++i) fill("", 100, std::string(100, 'v'));
  EXPECT_LT(names(".log").size(), 12u);
  ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kKept).is_ok());
  EXPECT_EQ(get_in("seldom", "key"), "value");
}

TEST_P(DbKeyspace, ADroppedOneIsGoneWithItsFiles) {
  create("users");
  fill("users", 700, "user");
  ASSERT_TRUE(db->flush().is_ok());
  ASSERT_EQ(names(".sst").empty(), GetParam() == KeyspaceKind::kBTree);
  ASSERT_EQ(names(".pages").empty(), GetParam() == KeyspaceKind::kLsm);
  {
    Iterator it = db->iterate({nullptr, "users"});
    it.seek_to_first();
    ASSERT_TRUE(db->drop_keyspace("users").is_ok());
    int seen = 0;
    for (; it.valid(); it.next()) ++seen;
    EXPECT_EQ(seen, 700);
  }
  EXPECT_EQ(get_in("users", key_of(1)), "invalid argument: no keyspace \"users\"");
  EXPECT_EQ(db->keyspaces(), (std::vector<std::string>{""}));
  ASSERT_TRUE(put("after", "v").is_ok());
  ASSERT_TRUE(db->compact().is_ok());
  reopen();
  EXPECT_EQ(db->keyspaces(), (std::vector<std::string>{""}));
  EXPECT_EQ(names(".sst").size(), 1u);
  EXPECT_TRUE(names(".pages").empty());
  EXPECT_EQ(get("after"), "v");
}

// Entries of the old one still stand in the log, before and after a crash.
TEST_P(DbKeyspace, OneThatIsMadeAgainIsEmpty) {
  create("users");
  ASSERT_TRUE(put_in("users", "old", "value").is_ok());
  ASSERT_TRUE(put("kept", "value").is_ok());
  ASSERT_TRUE(db->drop_keyspace("users").is_ok());
  ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kKept).is_ok());
  EXPECT_EQ(db->keyspaces().size(), 1u);
  create("users");
  ASSERT_TRUE(put_in("users", "first", "value").is_ok());
  ASSERT_TRUE(db->drop_keyspace("users").is_ok());
  create("users");
  EXPECT_EQ(get_in("users", "first"), "not found");
  ASSERT_TRUE(put_in("users", "new", "value").is_ok());
  ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kKept).is_ok());
  EXPECT_EQ(all_in("users"), (Pairs{{"new", "value"}}));
  EXPECT_EQ(all(), (Pairs{{"kept", "value"}}));
}

TEST_P(DbKeyspace, ALogEntryOfAKeyspaceThatNeverWasIsCorruption) {
  WriteBatch batch;
  batch.put("key", "value", "never");
  batch.set_sequence(1);
  Result<std::unique_ptr<RandomAccessFile>> log = files.open(only_log());
  const std::string path = only_log();
  const uint64_t number = parse_file_name(path.substr(3))->number;
  db.reset();
  WalWriter writer(*files.create(path), number);
  ASSERT_TRUE(writer.append(batch.encoded()).is_ok());
  ASSERT_TRUE(writer.close().is_ok());
  const Status status = open();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.to_string().find(path), std::string::npos) << status.to_string();
  EXPECT_NE(status.to_string().find("no keyspace \"never\""), std::string::npos);
}

TEST_P(DbKeyspace, ASnapshotIsOfAllOfThem) {
  create("users");
  ASSERT_TRUE(put_in("users", "key", "old").is_ok());
  const Snapshot snapshot = db->snapshot();
  ASSERT_TRUE(put_in("users", "key", "new").is_ok());
  fill("users", 300, "user");
  ASSERT_TRUE(db->compact().is_ok());
  const Result<Bytes> value = db->get({&snapshot, "users"}, "key");
  ASSERT_TRUE(value.is_ok());
  EXPECT_EQ(value->view(), "old");
}

// Beside writers of another keyspace and with the database's own thread.
TEST_P(DbKeyspace, ComeAndGoBesideWritersAndReaders) {
  options.background = Background::kThread;
  reopen();
  std::atomic<bool> done{false};
  std::thread writer([&] {
    for (int i = 0; i < 4000; ++i) ASSERT_TRUE(put(key_of(i % 300), std::to_string(i)).is_ok());
    done = true;
  });
  std::thread reader([&] {
    while (!done) {
      (void)get_in("users", key_of(1));
      Iterator it = db->iterate({nullptr, "users"});
      for (it.seek_to_first(); it.valid(); it.next()) ASSERT_FALSE(it.value().empty());
      (void)db->keyspaces();
    }
  });
  for (int i = 0; !done; ++i) {
    create("users");
    fill("users", 50, std::to_string(i));
    expect_filled("users", 50, std::to_string(i));
    ASSERT_TRUE(db->drop_keyspace("users").is_ok());
  }
  writer.join();
  reader.join();
  EXPECT_EQ(all().size(), 300u);
}

INSTANTIATE_TEST_SUITE_P(Kinds, DbKeyspace,
                         ::testing::Values(KeyspaceKind::kLsm, KeyspaceKind::kBTree),
                         [](const auto& instance) {
                           return instance.param == KeyspaceKind::kLsm ? "Lsm" : "BTree";
                         });

// What B+trees have of their own.
class DbBTree : public ::testing::Test, public TestDb {
 protected:
  DbBTree() {
    options.checkpoint_bytes = 6000;
    options.page_cache_bytes = 4 * 4096;
    reopen();
    EXPECT_TRUE(db->create_keyspace("tree", KeyspaceKind::kBTree).is_ok());
  }
  Status put_in(std::string_view key, std::string_view value) {
    return db->put({Sync::kNone, "tree"}, key, value);
  }
};

TEST_F(DbBTree, CheckpointsLetLogsGo) {
  for (int i = 0; i < 2000; ++i) ASSERT_TRUE(put_in(key_of(i), std::string(50, 'v')).is_ok());
  const PhysicalWork work = db->physical_work();
  EXPECT_GT(work.checkpoints, 10u);
  EXPECT_GT(work.page_splits, 10u);
  EXPECT_EQ(work.flushes, 0u);
  EXPECT_LT(names(".log").size(), 3u);
  EXPECT_EQ(names(".pages").size(), 1u);
  ASSERT_TRUE(db->flush().is_ok());
  reopen();
  EXPECT_EQ(db->physical_work().replayed_entries, 0u);
  EXPECT_EQ(forward(db->iterate({nullptr, "tree"})).size(), 2000u);
}

TEST_F(DbBTree, AnEntryThatNoPageTakesIsRefusedBeforeItIsLogged) {
  EXPECT_EQ(put_in(std::string(5000, 'k'), "v").code(), Code::kInvalidArgument);
  ASSERT_TRUE(put_in("k", std::string(100000, 'v')).is_ok());  // a value may be larger than a page
  reopen();
  EXPECT_EQ(db->get({nullptr, "tree"}, "k")->size(), 100000u);
}

TEST_F(DbBTree, WhatAnIteratorMaySeeStaysBesideWriters) {
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(put_in(key_of(i), "old").is_ok());
  Iterator it = db->iterate({nullptr, "tree"});
  it.seek_to_first();
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(put_in(key_of(i), "new " + std::to_string(round)).is_ok());
  }
  ASSERT_TRUE(db->flush().is_ok());
  int seen = 0;
  for (; it.valid(); it.next(), ++seen) ASSERT_EQ(it.value(), "old");
  EXPECT_EQ(seen, 200);
}

TEST_F(DbBTree, AnIteratorAtASnapshotMayOutliveTheSnapshot) {
  ASSERT_TRUE(put_in("key", "old").is_ok());
  std::optional<Snapshot> snapshot = db->snapshot();
  Iterator it = db->iterate({&*snapshot, "tree"});
  snapshot.reset();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(put_in("key", std::to_string(i)).is_ok());
  it.seek_to_first();
  ASSERT_TRUE(it.valid());
  EXPECT_EQ(it.value(), "old");
}

TEST_F(DbBTree, ADamagedPageIsCorruptionThatNamesTheFile) {
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(put_in(key_of(i), std::string(50, 'v')).is_ok());
  ASSERT_TRUE(db->flush().is_ok());
  const std::string path = "db/" + names(".pages").front();
  db.reset();
  {
    const auto file = files.open_read_write(path);
    const uint64_t bytes = (*file)->size().value();
    for (uint64_t at = 2 * 4096 + 100; at < bytes; at += 4096)
      ASSERT_TRUE((*file)->write(at, "damage").is_ok());
  }
  Status status = open();
  if (status.is_ok()) status = db->get({nullptr, "tree"}, key_of(1)).status();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.to_string().find(path), std::string::npos) << status.to_string();
}

TEST_F(DbBTree, WhatIsLeftOfOneThatWasBeingMadeIsRemoved) {
  ASSERT_TRUE(files.create("db/000900.pages.new").is_ok());
  ASSERT_TRUE(files.create("db/000901.pages").is_ok());
  reopen();
  EXPECT_TRUE(names(".new").empty());
  EXPECT_EQ(names(".pages").size(), 1u);
}

TEST_F(DbBTree, AFileThatIsMissingIsNamed) {
  const std::string path = "db/" + names(".pages").front();
  db.reset();
  ASSERT_TRUE(files.remove(path).is_ok());
  const Status status = open();
  EXPECT_EQ(status.code(), Code::kCorruption);
  EXPECT_NE(status.to_string().find(path), std::string::npos) << status.to_string();
}

// The process ends where a sync fails, the machine goes down after the next open.
TEST_F(DbBTree, ACheckpointThatWasWrittenButNotSyncedIsMadeDurableByTheNextOpen) {
  for (uint64_t nth = 1; nth < 12; ++nth) {
    ASSERT_TRUE(db->create_keyspace("again", KeyspaceKind::kBTree).is_ok());
    Pairs expected;
    for (int i = 0; i < 10; ++i) {
      expected.emplace_back(key_of(i), std::to_string(nth));
      ASSERT_TRUE(db->put({Sync::kEveryWrite, "again"}, key_of(i), expected.back().second).is_ok());
    }
    files.fail(MemoryFileSystem::Operation::kSync, nth);
    (void)db->flush().is_ok();
    ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kKept).is_ok());
    ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kLost).is_ok());
    EXPECT_EQ(forward(db->iterate({nullptr, "again"})), expected) << nth;
    ASSERT_TRUE(db->drop_keyspace("again").is_ok());
  }
}

// The default keyspace in a B+tree, chosen when the database is made.
class DbDefaultBTree : public ::testing::Test, public TestDb {
 protected:
  DbDefaultBTree() {
    options.checkpoint_bytes = 6000;
    options.page_cache_bytes = 4 * 4096;
    options.default_kind = KeyspaceKind::kBTree;
    reopen();
  }
};

TEST_F(DbDefaultBTree, HoldsWhatTheDatabaseIsGiven) {
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(put(key_of(i), std::string(50, 'v')).is_ok());
  EXPECT_GT(db->physical_work().checkpoints, 5u);
  EXPECT_EQ(db->physical_work().flushes, 0u);
  ASSERT_TRUE(db->flush().is_ok());
  ASSERT_TRUE(db->compact().is_ok());
  EXPECT_TRUE(names(".sst").empty());
  ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kLost).is_ok());
  EXPECT_EQ(db->physical_work().replayed_entries, 0u);
  EXPECT_EQ(all().size(), 1000u);
}

TEST_F(DbDefaultBTree, StaysWhatItWasMadeAs) {
  ASSERT_TRUE(put("key", "value").is_ok());
  options.default_kind = KeyspaceKind::kLsm;
  reopen();
  EXPECT_EQ(get("key"), "value");
  EXPECT_EQ(names(".pages").size(), 1u);
  options.default_kind = KeyspaceKind::kBTree;
  reopen();
  EXPECT_EQ(get("key"), "value");
  EXPECT_EQ(names(".pages").size(), 1u);
}

TEST_F(DbDefaultBTree, RefusesWhatATreeDoesNotTakeBeforeItIsLogged) {
  EXPECT_EQ(put(std::string(1001, 'k'), "value").code(), Code::kInvalidArgument);
  ASSERT_TRUE(put("key", "value").is_ok());
  reopen();
  EXPECT_EQ(all(), (Pairs{{"key", "value"}}));
}

TEST_F(DbDefaultBTree, KeepsNoVersionThatNobodyReads) {
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(put("key", std::to_string(i)).is_ok());
  EXPECT_EQ(db->physical_work().checkpoints, 0u);
  EXPECT_LE(db->memory_usage().old_versions, 1u);
}

TEST_F(DbDefaultBTree, StandsBesideOthersOfEitherKind) {
  ASSERT_TRUE(db->create_keyspace("lsm").is_ok());
  ASSERT_TRUE(db->create_keyspace("tree", KeyspaceKind::kBTree).is_ok());
  WriteBatch batch;
  for (const char* keyspace : {"", "lsm", "tree"}) batch.put("key", "value", keyspace);
  ASSERT_TRUE(db->write({Sync::kEveryWrite}, std::move(batch)).is_ok());
  ASSERT_TRUE(crash(MemoryFileSystem::Unsynced::kLost).is_ok());
  for (const char* keyspace : {"", "lsm", "tree"})
    EXPECT_EQ(db->get({nullptr, keyspace}, "key")->view(), "value") << keyspace;
}

TEST(DbDefaultBTreeMade, ACrashWhileItIsMadeIsNoHindrance) {
  for (const auto unsynced : {MemoryFileSystem::Unsynced::kLost, MemoryFileSystem::Unsynced::kKept,
                              MemoryFileSystem::Unsynced::kTorn}) {
    for (uint64_t cut = 0; cut < 30; ++cut) {
      TestDb test;
      test.options.default_kind = KeyspaceKind::kBTree;
      test.files.cut_power_after(cut);
      (void)test.open().is_ok();
      const Status status = test.crash(unsynced, cut);
      ASSERT_TRUE(status.is_ok()) << "after " << cut << ": " << status.to_string();
      ASSERT_TRUE(test.put("key", "value").is_ok());
      test.reopen();
      ASSERT_EQ(test.get("key"), "value");
      ASSERT_EQ(test.names(".pages").size(), 1u);
    }
  }
}

}  // namespace
}  // namespace engine
