// Secondary indexes: an index says at every moment what a scan of its keyspace would.
#include "engine/db/index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_index.h"

namespace engine {
namespace {

using Unsynced = MemoryFileSystem::Unsynced;

class DbIndex : public ::testing::TestWithParam<KeyspaceKind>, public TestDb {
 protected:
  DbIndex() {
    options.checkpoint_bytes = 6000;
    options.page_cache_bytes = 4 * 4096;
    options.extractors = {kTestExtractor};
    reopen();
    create();
  }

  void create() { must(db->create_keyspace("people", GetParam())); }
  void index_city() { must(db->create_index("by-city", "city", "test", "people")); }
  static void must(const Status& status) { ASSERT_TRUE(status.is_ok()) << status.to_string(); }
  Status put_in(std::string_view key, std::string_view value) {
    return db->put({Sync::kNone, "people"}, key, value);
  }
  Pairs find(std::string_view city, size_t limit = 1000, const Snapshot* snapshot = nullptr) {
    return pairs_of(db->lookup({snapshot, "people"}, "by-city", city, limit));
  }
  void fill(int n) {
    for (int i = 0; i < n; ++i)
      must(put_in(key_of(i), with_city("city " + std::to_string(i % 7), i)));
  }
};

TEST_P(DbIndex, ALookupFindsTheEntriesWhoseFieldHasTheValueInTheOrderOfTheirKeys) {
  index_city();
  must(put_in("c", "city=Rome;age=3"));
  must(put_in("a", "city=Rome;age=1"));
  must(put_in("b", "city=Oslo;"));
  must(put_in("d", "no city"));
  EXPECT_EQ(find("Rome"), (Pairs{{"a", "city=Rome;age=1"}, {"c", "city=Rome;age=3"}}));
  EXPECT_EQ(find("Rome", 1), (Pairs{{"a", "city=Rome;age=1"}}));
  EXPECT_EQ(find("Rome", 0), Pairs{});
  EXPECT_EQ(find("Oslo").size(), 1u);
  EXPECT_EQ(find("Rom"), Pairs{});
  EXPECT_EQ(find(""), Pairs{});
  EXPECT_EQ(db->keyspaces(), (std::vector<std::string>{"", "people"}));
  EXPECT_EQ(db->indexes("people"), (std::vector<IndexInfo>{{"by-city", "city", "test"}}));
  EXPECT_TRUE(db->indexes().empty());
}

TEST_P(DbIndex, OverwritesAndRemovalsChangeIt) {
  index_city();
  must(put_in("a", "city=Rome;"));
  must(put_in("b", "city=Rome;"));
  must(put_in("a", "city=Oslo;"));
  EXPECT_EQ(find("Rome"), (Pairs{{"b", "city=Rome;"}}));
  EXPECT_EQ(find("Oslo"), (Pairs{{"a", "city=Oslo;"}}));
  must(put_in("a", "city=Oslo;age=4"));
  EXPECT_EQ(find("Oslo"), (Pairs{{"a", "city=Oslo;age=4"}}));
  must(put_in("a", "nowhere"));
  must(db->remove({Sync::kNone, "people"}, "b"));
  must(db->remove({Sync::kNone, "people"}, "b"));
  EXPECT_EQ(find("Oslo"), Pairs{});
  EXPECT_EQ(find("Rome"), Pairs{});
}

TEST_P(DbIndex, OfABatchOnlyTheLastWriteOfAKeyCounts) {
  index_city();
  must(put_in("a", "city=Rome;"));
  WriteBatch batch;
  batch.put("a", "city=Oslo;", "people");
  batch.put("b", "city=Oslo;", "people");
  batch.put("other", "city=Oslo;");
  batch.remove("b", "people");
  batch.remove("a", "people");
  batch.put("a", "city=Bonn;", "people");
  must(db->write(write, std::move(batch)));
  EXPECT_EQ(find("Rome"), Pairs{});
  EXPECT_EQ(find("Oslo"), Pairs{});
  EXPECT_EQ(find("Bonn"), (Pairs{{"a", "city=Bonn;"}}));
  must(crash(Unsynced::kKept));
  EXPECT_EQ(find("Oslo"), Pairs{});
  EXPECT_EQ(find("Bonn"), (Pairs{{"a", "city=Bonn;"}}));
}

// Entries whose field stays as it is cost the index nothing.
TEST_P(DbIndex, AWriteThatLeavesTheFieldAloneLogsNoEntryOfTheIndex) {
  const auto logged = [&](std::string_view value) {
    const uint64_t before = db->physical_work().wal_bytes;
    must(put_in("key", value));
    return db->physical_work().wal_bytes - before;
  };
  must(put_in("key", "city=Rome;0"));  // the first record of the log is longer
  const uint64_t without = logged("city=Rome;1");
  index_city();
  EXPECT_EQ(logged("city=Rome;2"), without);
  EXPECT_GT(logged("city=Oslo;3"), without);
}

TEST_P(DbIndex, ValuesMayHoldAnyBytes) {
  index_city();
  const std::string zeros("\0\0\1\xff\0", 5);
  must(put_in("a", "city=" + zeros + ";"));
  must(put_in(std::string("\0", 1), "city=" + zeros + ";"));
  must(put_in("b", "city=" + zeros.substr(0, 4) + ";"));
  must(put_in("", "city=;"));
  EXPECT_EQ(find(zeros).size(), 2u);
  EXPECT_EQ(find(zeros)[0].first, std::string("\0", 1));
  EXPECT_EQ(find(zeros.substr(0, 4)).size(), 1u);
  EXPECT_EQ(find(""), (Pairs{{"", "city=;"}}));
}

TEST_P(DbIndex, WhatIsThereAlreadyIsIndexedTooAndIsDurable) {
  fill(1000);
  const uint64_t flushes = db->physical_work().flushes;
  index_city();
  if (GetParam() == KeyspaceKind::kLsm) {
    EXPECT_GT(db->physical_work().flushes, flushes + 3);
  }
  EXPECT_EQ(find("city 3").size(), 143u);
  must(crash(Unsynced::kLost));
  EXPECT_EQ(db->indexes("people").size(), 1u);
  const Pairs survived = forward(db->iterate({nullptr, "people"}));
  EXPECT_EQ(find("city 3"), those_with("city 3", survived));
  fill(1000);
  must(db->compact());
  EXPECT_EQ(find("city 3").size(), 143u);
}

TEST_P(DbIndex, ACrashWhileOneIsMadeLeavesAllOfItOrNothing) {
  fill(300);
  must(db->flush());
  const uint64_t before = files.changes();
  index_city();
  const uint64_t changes = files.changes() - before;
  ASSERT_GT(changes, 10u);
  must(db->drop_index("by-city", "people"));
  must(db->flush());
  reopen();
  const size_t tables = names(".sst").size();
  const size_t pages = names(".pages").size();
  size_t made = 0;
  for (const Unsynced unsynced : {Unsynced::kLost, Unsynced::kKept, Unsynced::kTorn}) {
    for (uint64_t cut = 0; cut < changes; ++cut) {
      files.cut_power_after(cut);
      const bool returned = db->create_index("by-city", "city", "test", "people").is_ok();
      must(crash(unsynced, cut));
      const size_t indexes = db->indexes("people").size();
      ASSERT_TRUE(indexes == 1 || !returned);
      if (indexes == 1) {
        ++made;
        ASSERT_EQ(find("city 3").size(), 43u);
        must(db->drop_index("by-city", "people"));
      } else {
        ASSERT_EQ(names(".sst").size(), tables);
        ASSERT_EQ(names(".pages").size(), pages);
      }
      reopen();
    }
  }
  EXPECT_GT(made, 0u);
  EXPECT_EQ(forward(db->iterate({nullptr, "people"})).size(), 300u);
}

TEST_P(DbIndex, WhatIsWrongIsNamed) {
  const auto message = [](const Status& status) { return status.to_string(); };
  EXPECT_EQ(message(db->create_index("", "city", "test", "people")),
            "invalid argument: an index's name has 1 to 255 bytes");
  EXPECT_EQ(message(db->create_index("i", std::string(256, 'f'), "test", "people")),
            "invalid argument: a field's name has 1 to 255 bytes");
  EXPECT_EQ(message(db->create_index("i", "city", "json", "people")),
            "invalid argument: no extractor \"json\" in Options::extractors");
  EXPECT_EQ(message(db->create_index("i", "city", "test", "pets")),
            "invalid argument: no keyspace \"pets\"");
  EXPECT_EQ(message(db->drop_index("i", "people")),
            "invalid argument: no index \"i\" of keyspace \"people\"");
  EXPECT_EQ(message(db->lookup({nullptr, "people"}, "i", "v", 1).status()),
            "invalid argument: no index \"i\" of keyspace \"people\"");
  EXPECT_EQ(message(db->lookup({nullptr, "people"}, "", "v", 1).status()),
            "invalid argument: an index's name has 1 to 255 bytes");
  EXPECT_EQ(message(db->begin().lookup("i", "v", 1, "people").status()),
            "invalid argument: no index \"i\" of keyspace \"people\"");
  index_city();
  EXPECT_EQ(message(db->create_index("by-city", "city", "test", "people")),
            "invalid argument: there is an index \"by-city\" of keyspace \"people\" already");
  WriteBatch batch;
  batch.change_index(Kind::kPut, "entry", "people", "by-city");
  EXPECT_EQ(message(db->write(write, std::move(batch))),
            "invalid argument: a batch that writes to index \"by-city\" of keyspace \"people\": "
            "only the database does");
}

TEST_P(DbIndex, ADatabaseIsNotOpenedWithoutTheExtractorOfAnIndex) {
  index_city();
  must(put_in("a", "city=Rome;"));
  options.extractors.clear();
  EXPECT_EQ(open().to_string(),
            "invalid argument: db: index \"by-city\" of keyspace \"people\" needs the extractor "
            "\"test\": give it in Options::extractors");
  options.extractors = {kTestExtractor};
  reopen();
  EXPECT_EQ(find("Rome").size(), 1u);
}

TEST_P(DbIndex, ASnapshotSeesTheIndexOfItsMoment) {
  const Snapshot before = db->snapshot();
  index_city();
  EXPECT_EQ(db->lookup({&before, "people"}, "by-city", "Rome", 1).status().to_string(),
            "invalid argument: index \"by-city\" of keyspace \"people\" was made after the "
            "snapshot: take another one");
  must(put_in("a", "city=Rome;1"));
  const Snapshot old = db->snapshot();
  must(put_in("a", "city=Oslo;2"));
  must(put_in("b", "city=Rome;2"));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(find("Rome", 9, &old), (Pairs{{"a", "city=Rome;1"}}));
    EXPECT_EQ(find("Oslo", 9, &old), Pairs{});
    EXPECT_EQ(find("Rome"), (Pairs{{"b", "city=Rome;2"}}));
    must(db->compact());
  }
}

TEST_P(DbIndex, OneThatIsDroppedIsGoneWithItsFilesAndSoAreThoseOfADroppedKeyspace) {
  fill(300);
  must(db->compact());
  const size_t tables = names(".sst").size();
  index_city();
  must(db->create_index("by-age", "age", "test", "people"));
  fill(300);
  must(db->drop_index("by-age", "people"));
  EXPECT_EQ(db->indexes("people").size(), 1u);
  must(db->drop_index("by-city", "people"));
  must(db->compact());
  EXPECT_LE(names(".sst").size(), tables + 1);
  index_city();
  EXPECT_EQ(find("city 1").size(), 43u);
  must(db->drop_keyspace("people"));
  must(crash(Unsynced::kKept));
  EXPECT_TRUE(names(".sst").empty());
  EXPECT_TRUE(names(".pages").empty());
  create();
  EXPECT_TRUE(db->indexes("people").empty());
  index_city();
  EXPECT_EQ(find("city 1"), Pairs{});
  must(put_in("a", "city=city 1;"));
  must(crash(Unsynced::kKept));
  EXPECT_EQ(find("city 1").size(), 1u);
}

TEST_P(DbIndex, ATransactionFindsWhatItWroteItself) {
  index_city();
  must(put_in("a", "city=Rome;1"));
  must(put_in("c", "city=Rome;1"));
  must(put_in("e", "city=Rome;1"));
  Transaction transaction = db->begin();
  must(transaction.put("b", "city=Rome;own", "people"));
  must(transaction.put("c", "city=Oslo;own", "people"));
  must(transaction.put("e", "city=Rome;own", "people"));
  must(transaction.put("f", "city=Rome;own", "people"));
  must(transaction.remove("a", "people"));
  must(put_in("d", "city=Rome;late"));
  const auto find_own = [&](std::string_view city, size_t limit) {
    return pairs_of(transaction.lookup("by-city", city, limit, "people"));
  };
  const Pairs expected = {{"b", "city=Rome;own"}, {"e", "city=Rome;own"}, {"f", "city=Rome;own"}};
  EXPECT_EQ(find_own("Rome", 9), expected);
  EXPECT_EQ(find_own("Rome", 2), Pairs(expected.begin(), expected.begin() + 2));
  EXPECT_EQ(find_own("Oslo", 9).size(), 1u);
  EXPECT_EQ(transaction.commit(write).code(), Code::kConflict);  // d was not there
}

TEST_P(DbIndex, ACommitOfATransactionChangesTheIndex) {
  index_city();
  must(put_in("a", "city=Rome;"));
  Transaction transaction = db->begin();
  must(transaction.put("a", "city=Oslo;", "people"));
  must(transaction.put("b", "city=Oslo;", "people"));
  EXPECT_EQ(find("Oslo"), Pairs{});
  must(transaction.commit(write));
  EXPECT_EQ(find("Oslo").size(), 2u);
  EXPECT_EQ(find("Rome"), Pairs{});
}

// What another does between a lookup for Rome (up to two) and the commit, and whether it may.
TEST_P(DbIndex, WhatALookupFoundMustStillBeSoAtTheCommit) {
  index_city();
  const auto outcome = [&](Isolation isolation, auto change) {
    must(put_in("b", "city=Rome;"));
    must(put_in("d", "city=Rome;"));
    for (const char* key : {"a", "c", "e"}) must(db->remove({Sync::kNone, "people"}, key));
    Transaction transaction = db->begin(isolation);
    EXPECT_EQ(pairs_of(transaction.lookup("by-city", "Rome", 2, "people")).size(), 2u);
    must(change());
    must(transaction.put("written", "by the transaction"));
    return transaction.commit(write).code();
  };
  const auto put = [&](const char* key, const char* value) {
    return [this, key, value] { return put_in(key, value); };
  };
  const auto serializable = Isolation::kSerializable;
  EXPECT_EQ(outcome(serializable, put("a", "city=Rome;")), Code::kConflict);  // a phantom
  EXPECT_EQ(outcome(serializable, put("c", "city=Rome;")), Code::kConflict);  // in between
  EXPECT_EQ(outcome(serializable, put("e", "city=Rome;")), Code::kOk);        // behind the limit
  EXPECT_EQ(outcome(serializable, put("c", "city=Oslo;")), Code::kOk);        // elsewhere
  EXPECT_EQ(outcome(serializable, put("b", "city=Oslo;")), Code::kConflict);  // moved away
  EXPECT_EQ(outcome(serializable, put("d", "city=Rome;older")), Code::kConflict);  // a new value
  EXPECT_EQ(outcome(Isolation::kSnapshot, put("a", "city=Rome;")), Code::kOk);
  const auto remove = [&] { return db->remove({Sync::kNone, "people"}, "b"); };
  EXPECT_EQ(outcome(serializable, remove), Code::kConflict);
}

TEST_P(DbIndex, ALookupThatFoundLessThanItsLimitCoversAllOfTheValueAndNoMore) {
  index_city();
  const auto outcome = [&](const char* city) {
    must(db->remove({Sync::kNone, "people"}, "z"));
    Transaction transaction = db->begin();
    EXPECT_EQ(pairs_of(transaction.lookup("by-city", "Rome", 9, "people")), Pairs{});
    must(put_in("z", with_city(city, 1)));
    must(transaction.put("written", "by the transaction"));
    return transaction.commit(write).code();
  };
  EXPECT_EQ(outcome("Rome"), Code::kConflict);
  EXPECT_EQ(outcome("Rom"), Code::kOk);
  EXPECT_EQ(outcome("Romeo"), Code::kOk);
}

TEST_P(DbIndex, WritersAndLookupsMeet) {
  options.background = Background::kThread;
  reopen();
  index_city();
  std::vector<std::thread> threads;
  threads.reserve(2);
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      Random random(test_seed() + static_cast<uint64_t>(t));
      for (int i = 0; i < 1500; ++i) {
        const int key = static_cast<int>(random.below(50));
        must(put_in(key_of(key), with_city("city " + std::to_string(random.below(5)), i)));
      }
    });
  }
  for (int i = 0; i < 300; ++i) {
    const std::string city = "city " + std::to_string(i % 5);
    for (const auto& [key, value] : find(city)) ASSERT_EQ(test_field(value, "city"), city);
    if (i % 100 == 50) must(db->create_index("late", "age", "test", "people"));
    if (i % 100 == 99) must(db->drop_index("late", "people"));
  }
  for (std::thread& thread : threads) thread.join();
  const Pairs all = forward(db->iterate({nullptr, "people"}));
  for (int city = 0; city < 5; ++city) {
    const std::string name = "city " + std::to_string(city);
    EXPECT_EQ(find(name), those_with(name, all));
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, DbIndex,
                         ::testing::Values(KeyspaceKind::kLsm, KeyspaceKind::kBTree),
                         [](const auto& instance) {
                           return instance.param == KeyspaceKind::kLsm ? "Lsm" : "BTree";
                         });

class DbBTreeIndex : public DbIndex {};

TEST_P(DbBTreeIndex, AnEntryThatIsTooLongIsRefusedBeforeAnythingIsWritten) {
  const std::string large = with_city(std::string(1000, 'c'), 1);
  const std::string problem =
      "invalid argument: index \"by-city\" of keyspace \"people\", field's value and key together: "
      "a key of 1003 bytes; a B+tree takes 1000";
  must(put_in("k", large));
  const size_t pages = names(".pages").size();
  EXPECT_EQ(db->create_index("by-city", "city", "test", "people").to_string(), problem);
  EXPECT_TRUE(db->indexes("people").empty());
  EXPECT_EQ(names(".pages").size(), pages);
  must(db->remove({Sync::kNone, "people"}, "k"));
  index_city();
  EXPECT_EQ(put_in("k", large).to_string(), problem);
  EXPECT_EQ(pairs_of(db->range({nullptr, "people"}, "", 9)), Pairs{});
  must(put_in("k", with_city("Rome", 1)));
  EXPECT_EQ(find("Rome").size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Kinds, DbBTreeIndex, ::testing::Values(KeyspaceKind::kBTree));

}  // namespace
}  // namespace engine
