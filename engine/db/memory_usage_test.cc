// Each part of what a database holds in memory is driven to its bound (physical_work.h), which holds.
#include <gtest/gtest.h>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_db.h"

namespace engine {
namespace {

class DbMemory : public ::testing::Test, public TestDb {
 protected:
  DbMemory() { reopen(); }
  static void must(const Status& status) { ASSERT_TRUE(status.is_ok()) << status.to_string(); }
  MemoryUsage usage() { return db->memory_usage(); }
  Status put_in(std::string_view keyspace, int key, size_t bytes) {
    return db->put({Sync::kNone, keyspace}, key_of(key), std::string(bytes, 'v'));
  }
  static std::string name_of(int i) { return "keyspace number " + std::to_string(i); }
  void create(int n, KeyspaceKind kind) {
    for (int i = 0; i < n; ++i) must(db->create_keyspace(name_of(i), kind));
  }
  // Entries of 500 bytes and some, at random; returns the most that `part` came to.
  uint64_t most_while_writing(int keyspaces, int writes, uint64_t MemoryUsage::*part) {
    Random random(test_seed());
    uint64_t most = 0;
    for (int i = 0; i < writes; ++i) {
      const int keyspace = static_cast<int>(random.below(static_cast<uint64_t>(keyspaces)));
      must(put_in(name_of(keyspace), static_cast<int>(random.below(100)), 500));
      most = std::max(most, usage().*part);
    }
    return most;
  }
};

// Of an entry of 516 bytes and 32 of charge, the node takes up to 192.
constexpr double kNodes = (516.0 + 192) / (516 + 32);
constexpr uint64_t kBatch = 548;  // that goes over the bound

TEST_F(DbMemory, MemtablesOfManyKeyspacesAreBoundTogether) {
  options.buffers_together = 3;
  reopen();
  create(40, KeyspaceKind::kLsm);
  const uint64_t empty = usage().memtables;
  const uint64_t flushes = db->physical_work().flushes;
  const uint64_t most = most_while_writing(40, 600, &MemoryUsage::memtables) - empty;
  EXPECT_GT(db->physical_work().flushes, flushes + 10);
  const auto bound =
      static_cast<uint64_t>(static_cast<double>(3 * options.write_buffer_bytes + kBatch) * kNodes);
  EXPECT_LE(most, bound);
  EXPECT_GT(most, bound / 2);
}

TEST_F(DbMemory, MemtablesAreBoundBesideAThreadToo) {
  options.buffers_together = 3;
  options.background = Background::kThread;
  reopen();
  create(10, KeyspaceKind::kLsm);
  const uint64_t empty = usage().memtables;
  const uint64_t most = most_while_writing(10, 1500, &MemoryUsage::memtables) - empty;
  EXPECT_LE(most,
            static_cast<uint64_t>(
                static_cast<double>(2 * 3 * options.write_buffer_bytes + 3 * kBatch) * kNodes));
}

// What one keyspace alone does, it does whatever the others may.
TEST_F(DbMemory, OneKeyspaceIsFlushedWhenItIsFullAndNotBefore) {
  uint64_t flushes[2];
  for (const size_t together : {1, 100}) {
    options.buffers_together = together;
    reopen();
    const uint64_t before = db->physical_work().flushes;
    for (int i = 0; i < 300; ++i) must(put_in("", i % 100, static_cast<size_t>(i)));
    flushes[together == 1 ? 0 : 1] = db->physical_work().flushes - before;
    must(db->compact());
  }
  EXPECT_GT(flushes[0], 5u);
  EXPECT_EQ(flushes[0], flushes[1]);
}

TEST_F(DbMemory, PagesAreThoseOfTheCacheAndThoseThatChanged) {
  options.page_cache_bytes = 4 * 4096;
  options.checkpoint_bytes = 20000;
  reopen();
  create(1, KeyspaceKind::kBTree);
  const uint64_t most = most_while_writing(1, 1000, &MemoryUsage::pages);
  const uint64_t entries = options.checkpoint_bytes / 548 + 1;
  EXPECT_GT(most, options.page_cache_bytes);
  EXPECT_LE(most, options.page_cache_bytes + entries * 2 * 4096);  // a leaf and its sibling
  must(db->flush());
  EXPECT_EQ(usage().pages, options.page_cache_bytes);
}

TEST_F(DbMemory, ChangedPagesOfManyTreesAreBoundTogether) {
  options.page_cache_bytes = 0;
  options.checkpoint_bytes = 20000;
  options.buffers_together = 2;
  reopen();
  create(20, KeyspaceKind::kBTree);
  const uint64_t most = most_while_writing(20, 1000, &MemoryUsage::pages);
  const uint64_t entries = 2 * options.checkpoint_bytes / 548 + 1;
  EXPECT_LE(most, entries * 2 * 4096);
  EXPECT_GT(db->physical_work().checkpoints, 10u);
}

TEST_F(DbMemory, CachedBlocksStayBelowTheCache) {
  for (int i = 0; i < 1000; ++i) must(put_in("", i, 200));
  must(db->compact());
  uint64_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    (void)get(key_of(i));
    most = std::max(most, usage().block_cache);
  }
  EXPECT_LE(most, options.block_cache_bytes);
  if constexpr (FileBytes::kMapped) {
    EXPECT_EQ(most, 0u);
  } else {
    EXPECT_GT(most, options.block_cache_bytes * 9 / 10);
  }
}

TEST_F(DbMemory, IndexesAndFiltersAreThoseOfTheTablesThatMayBeOpen) {
  options.max_open_tables = 5;
  reopen();
  for (int i = 0; i < 1000; ++i) must(put_in("", i, 200));
  must(db->compact());
  ASSERT_GT(names(".sst").size(), 50u);
  uint64_t most = 0;
  for (int i = 0; i < 1000; ++i) {
    (void)get(key_of(i));
    most = std::max(most, usage().tables);
  }
  EXPECT_GT(most, 5u * 100);
  EXPECT_LE(most, 5u * 1000);  // 10 keys and blocks each
}

TEST_F(DbMemory, UnusedNamesAreNoMoreThan1024) {
  const auto churn = [&](int first, int last) {
    for (int i = first; i < last; ++i) {
      const std::string name(200, static_cast<char>('a' + i % 26));
      (void)db->begin().get("key", name + std::to_string(10000 + i)).is_ok();
    }
    return usage().names;
  };
  const uint64_t first = churn(0, 2000);
  EXPECT_GE(first, kPolicy.string_pool ? 1024u * 205 : 0);
  EXPECT_LE(first, kPolicy.string_pool ? 1024u * 205 * 2 : 0);
  EXPECT_EQ(churn(2000, 6000), first);
}

TEST_F(DbMemory, ATransactionNotesUpToItsBound) {
  options.transaction_bytes = 10000;
  reopen();
  const auto fill = [&](auto call) {
    Transaction transaction = db->begin();
    int calls = 0;
    Status status;
    while ((status = call(transaction, calls)).is_ok() || status.is_not_found()) {
      EXPECT_LE(usage().transactions, options.transaction_bytes + 200);
      if (++calls > 1000) break;
    }
    EXPECT_EQ(status.to_string(),
              "invalid argument: the transaction read or wrote more than 10000 bytes: do it in "
              "several, or raise Options::transaction_bytes");
    EXPECT_GT(usage().transactions, options.transaction_bytes);
    EXPECT_GT(calls, 40);
    (void)transaction.commit(write).is_ok();
    EXPECT_EQ(usage().transactions, 0u);
  };
  fill([](Transaction& transaction, int i) { return transaction.put(key_of(i), "value"); });
  fill([](Transaction& transaction, int i) { return transaction.get(key_of(i)).status(); });
  fill([](Transaction& transaction, int i) {
    Iterator it = transaction.iterate();
    it.seek(key_of(i));
    return it.status();
  });
}

TEST_F(DbMemory, AnIteratorOfATransactionNotesUpToItsBoundToo) {
  options.transaction_bytes = 10000;
  reopen();
  must(put("key", "value"));
  Transaction transaction = db->begin();
  Iterator it = transaction.iterate();
  int seeks = 0;
  for (; it.status().is_ok() && seeks < 1000; ++seeks) it.seek("key");
  EXPECT_LT(seeks, 200);
  EXPECT_FALSE(it.valid());
  EXPECT_EQ(it.status().code(), Code::kInvalidArgument);
}

TEST_F(DbMemory, OpenSnapshotsAreCounted) {
  EXPECT_EQ(usage().snapshots, 0u);
  {
    const Snapshot snapshot = db->snapshot();
    const Transaction transaction = db->begin();
    EXPECT_EQ(usage().snapshots, 2u);
  }
  EXPECT_EQ(usage().snapshots, 0u);
}

TEST_F(DbMemory, VersionsThatANewerOneHidesAreCountedUntilTheyGo) {
  create(1, KeyspaceKind::kBTree);
  for (const std::string keyspace : {"", "keyspace number 0"}) {
    std::vector<Snapshot> held;
    for (int i = 0; i < 4; ++i) {
      held.push_back(db->snapshot());
      must(put_in(keyspace, 1, 100));
      must(put_in(keyspace, 2 + i, 100));
    }
    EXPECT_EQ(usage().old_versions, 3u) << keyspace;
    EXPECT_EQ(usage().old_version_bytes, 3u * 116) << keyspace;
    held.clear();
    must(db->flush());
    EXPECT_EQ(usage().old_versions, 0u) << keyspace;
    EXPECT_EQ(usage().old_version_bytes, 0u) << keyspace;
  }
}

// By hand, from the sizes of the seed and one thread.
TEST_F(DbMemory, PoolsAndArenasKeepWhatTheyMay) {
  for (int i = 0; i < 20; ++i) {
    Transaction transaction = db->begin();
    for (int k = 0; k < 1500; ++k) must(transaction.put(key_of(k), "v"));
    must(transaction.put("large", std::string(1 << 20, 'v')));
    must(transaction.commit(write));
    (void)get("large");
    must(db->compact());
  }
  constexpr uint64_t kKiB = 1024;
  constexpr uint64_t kMaps = 33 * 1024 * 200;  // elements of up to 200 bytes
  EXPECT_LE(usage().parked_pools, 108 * 64 * kKiB + 58 * 16 * kKiB + 208 * 256 * kKiB + kMaps);
  EXPECT_LE(usage().parked_arenas, 9 * 1024 * kKiB);
  EXPECT_EQ(usage().parked_pools != 0, kPolicy.object_pool != ObjectPool::kOff);
  EXPECT_EQ(usage().parked_arenas != 0, kPolicy.arena == Arena::kRetained);
}

}  // namespace
}  // namespace engine
