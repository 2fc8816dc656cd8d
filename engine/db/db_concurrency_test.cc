// Many threads at once; under TSan this is the proof of the thread contract. Values say which key
// they belong to, and writers only ever raise a key's counter, so every reader can tell an answer
// that never was.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "engine/base/random.h"
#include "engine/db/test_db.h"

namespace engine {
namespace {

constexpr int kKeys = 200;
constexpr int kWriters = 2;
constexpr int kWrites = 3000;

std::string value_of(int key, int count) {
  return key_of(key) + "/" + std::to_string(count) + "/" +
         std::string(static_cast<size_t>(count % 50), 'x');
}

// The count in a value of this key; -1 for a value that never was.
int count_in(std::string_view key, std::string_view value) {
  if (!value.starts_with(key)) return -1;
  value.remove_prefix(key.size() + 1);
  const int count = std::stoi(std::string(value));
  const size_t padding = value.size() - value.find('/') - 1;
  return padding == static_cast<size_t>(count % 50) ? count : -1;
}

class DbConcurrency : public ::testing::TestWithParam<Background>, public TestDb {
 protected:
  void SetUp() override {
    options.background = GetParam();
    reopen();
  }

  // Each writer has keys of its own and raises them in turn; each batch raises two neighbours
  // together.
  void write_all(int writer) {
    for (int i = 0; i < kWrites; ++i) {
      const int key = (2 * (i % (kKeys / 2 / kWriters)) + writer * (kKeys / kWriters));
      const int count = i / (kKeys / 2 / kWriters) + 1;
      WriteBatch batch;
      batch.put(key_of(key), value_of(key, count));
      batch.put(key_of(key + 1), value_of(key + 1, count));
      ASSERT_TRUE(db->write(write, std::move(batch)).is_ok());
      if (i % 100 != 0) continue;
      ASSERT_TRUE(db->remove(write, "removed " + std::to_string(writer)).is_ok());
    }
  }

  void get_until(const std::atomic<bool>& done) {
    std::vector<int> seen(kKeys, 0);
    for (Random random(3); !done.load();) {
      const int key = static_cast<int>(random.below(kKeys));
      const Result<Bytes> value = db->get({}, key_of(key));
      if (value.status().is_not_found()) {
        ASSERT_EQ(seen[static_cast<size_t>(key)], 0);
        continue;
      }
      ASSERT_TRUE(value.is_ok()) << value.status().to_string();
      const int count = count_in(key_of(key), value->view());
      ASSERT_GE(count, seen[static_cast<size_t>(key)]) << "went back in time";
      seen[static_cast<size_t>(key)] = count;
    }
  }

  // Batches are seen whole or not at all, in both directions.
  void iterate_until(const std::atomic<bool>& done) {
    for (bool forwards = true; !done.load(); forwards = !forwards) {
      const Snapshot snapshot = db->snapshot();
      std::map<std::string, int> counts;
      Pairs pairs = forwards ? forward(db->iterate({&snapshot})) : backward(db->iterate({}));
      for (const auto& [key, value] : pairs) {
        counts[key] = count_in(key, value);
        ASSERT_GT(counts[key], 0) << key << " " << value;
      }
      for (int key = 0; key < kKeys; key += 2)
        ASSERT_EQ(counts[key_of(key)], counts[key_of(key + 1)]);
    }
  }

  void flush_until(const std::atomic<bool>& done) {
    while (!done.load()) {
      ASSERT_TRUE(db->flush().is_ok());
      (void)db->physical_work();
      (void)db->memory_usage();
      std::this_thread::yield();
    }
  }

  void compact_until(const std::atomic<bool>& done) {
    while (!done.load()) {
      ASSERT_TRUE(db->compact().is_ok());
      ASSERT_TRUE(db->range({}, key_of(50), 20).is_ok());
      std::this_thread::yield();
    }
  }
};

TEST_P(DbConcurrency, PutGetIterateFlushAndCompactAtOnce) {
  std::atomic<bool> done{false};
  std::vector<std::thread> writers;
  std::vector<std::thread> others;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back([this, i] { write_all(i); });
  others.emplace_back([&] { get_until(done); });
  others.emplace_back([&] { iterate_until(done); });
  others.emplace_back([&] { flush_until(done); });
  others.emplace_back([&] { compact_until(done); });
  for (std::thread& thread : writers) thread.join();
  done = true;
  for (std::thread& thread : others) thread.join();

  const auto expect_all = [&] {
    const int last = kWrites / (kKeys / 2 / kWriters);
    for (int key = 0; key < kKeys; ++key) EXPECT_EQ(get(key_of(key)), value_of(key, last));
  };
  expect_all();
  reopen();
  expect_all();
}

TEST_P(DbConcurrency, NoLogIsRemovedBeforeItsMemtableIsInATable) {
  options.write_buffer_bytes = 600;
  reopen();
  for (int round = 0; round < 20; ++round) {
    const std::string value = "round " + std::to_string(round) + std::string(100, 'v');
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(put(key_of(i), value).is_ok());
    lose_power();  // in the middle of flushes and compactions
    files.crash(MemoryFileSystem::Unsynced::kKept);
    reopen();
    for (int i = 0; i < 100; ++i) ASSERT_EQ(get(key_of(i)), value) << key_of(i);
  }
}

TEST_P(DbConcurrency, ClosingDoesNotWaitForWorkThatIsLeft) {
  for (int i = 0; i < 3000; ++i) ASSERT_TRUE(put(key_of(i), std::string(100, 'v')).is_ok());
  ASSERT_TRUE(db->close().is_ok());
  reopen();
  EXPECT_EQ(all().size(), 3000u);
}

INSTANTIATE_TEST_SUITE_P(Both, DbConcurrency,
                         ::testing::Values(Background::kThread, Background::kInline),
                         [](const auto& param) {
                           return param.param == Background::kThread ? "Thread" : "Inline";
                         });

}  // namespace
}  // namespace engine
