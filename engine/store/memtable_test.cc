#include "engine/store/memtable.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "engine/store/test_support.h"

namespace engine {
namespace {

using store_test::InternalModel;

static_assert(InternalIterator<MemtableIterator>);

void add_to_memtable(Memtable& memtable, const store_test::StoredKey& key, std::string_view value) {
  memtable.add(key.second >> 8, store_test::ref(key).kind(), key.first, value, UnsharedBytes());
}

TEST(Memtable, WalksAsAMapDoesWhileItGrows) {
  Random random(test_seed());
  const auto held = std::make_shared<Memtable>(random.next());
  Memtable& memtable = *held;
  InternalModel model;
  for (int round = 0; round < 30; ++round) {
    MemtableIterator it = memtable.iterate();
    ASSERT_NO_FATAL_FAILURE(store_test::expect_same_walk(it, model, random, 200));
    ASSERT_NO_FATAL_FAILURE(store_test::expect_same_scan(it, model));
    for (const auto& [key, value] : store_test::random_model(random, 30)) {
      if (model.emplace(key, value).second) add_to_memtable(memtable, key, value);
    }
  }
  EXPECT_EQ(memtable.entries(), model.size());
}

TEST(Memtable, FindsTheNewestVersionThatIsNotTooNew) {
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  memtable.add(10, Kind::kPut, "k", "ten", UnsharedBytes());
  memtable.add(20, Kind::kDelete, "k", {}, UnsharedBytes());
  memtable.add(30, Kind::kPut, "k", "thirty", UnsharedBytes());
  const auto state_at = [&](Sequence sequence) { return memtable.get("k", sequence).state; };
  EXPECT_EQ(state_at(9), Lookup::State::kAbsent);
  EXPECT_EQ(state_at(10), Lookup::State::kFound);
  EXPECT_EQ(memtable.get("k", 19).value.view(), "ten");
  EXPECT_EQ(state_at(20), Lookup::State::kDeleted);
  EXPECT_EQ(state_at(29), Lookup::State::kDeleted);
  EXPECT_EQ(memtable.get("k", 30).value.view(), "thirty");
  EXPECT_EQ(memtable.get("k", kMaxSequence).value.view(), "thirty");
  EXPECT_EQ(memtable.get("", 30).state, Lookup::State::kAbsent);
  EXPECT_EQ(memtable.get("kk", 30).state, Lookup::State::kAbsent);
}

TEST(Memtable, ChargesLogicalBytes) {
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  EXPECT_TRUE(memtable.empty());
  EXPECT_EQ(memtable.logical_bytes(), 0u);
  memtable.add(1, Kind::kPut, "four", std::string(1000, 'v'), UnsharedBytes());
  memtable.add(2, Kind::kDelete, "k", {}, UnsharedBytes());
  EXPECT_EQ(memtable.logical_bytes(), 1005 + 2 * Memtable::kEntryOverhead);
  EXPECT_GT(memtable.node_bytes(), 0u);
}

TEST(Memtable, AnswersOutliveIt) {
  auto memtable = std::make_shared<Memtable>(1);
  memtable->add(1, Kind::kPut, "k", std::string(100, 'v'), UnsharedBytes());
  MemtableIterator it = memtable->iterate();
  it.seek_to_first();
  const Bytes from_iterator = it.value_bytes();
  const Bytes from_get = memtable->get("k", 1).value;
  memtable.reset();
  EXPECT_EQ(from_iterator.view(), std::string(100, 'v'));
  EXPECT_EQ(from_get.view(), std::string(100, 'v'));
}

TEST(Memtable, GivesItsEntriesInBatches) {
  Random random(test_seed());
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  const InternalModel model = store_test::random_model(random, 3 * Memtable::kBatchEntries + 1);
  for (const auto& [key, value] : model) add_to_memtable(memtable, key, value);
  MemtableIterator it = memtable.iterate();
  it.seek_to_first();
  Memtable::Batch batch;
  std::vector<size_t> sizes;
  auto at = model.begin();
  for (it.take(batch); !batch.empty(); it.take(batch)) {
    sizes.push_back(batch.size());
    for (const Memtable::Entry& entry : batch) {
      EXPECT_EQ(compare(entry.key, store_test::ref(at->first)), 0);
      EXPECT_EQ(entry.value, at->second);
      ++at;
    }
  }
  EXPECT_EQ(at, model.end());
  EXPECT_EQ(sizes, (std::vector<size_t>{32, 32, 32, 1}));
}

// A number as a key: its digits reversed, so that insertions fall all over the list.
std::string scattered_key(int i) {
  std::string key = std::to_string(1000000 + i);
  return std::string(key.rbegin(), key.rend());
}

// What a reader may see while the writer adds key 0, 1, 2, ... with sequence = key + 1.
void read_while_it_grows(const Memtable& memtable, const std::atomic<int>& added, int total) {
  Random random(test_seed());
  while (added.load(std::memory_order_relaxed) < total) {
    const int before = added.load(std::memory_order_acquire);
    if (before > 0) {  // what was added before the read is found
      const int i = static_cast<int>(random.below(static_cast<uint64_t>(before)));
      const Lookup lookup = memtable.get(scattered_key(i), kMaxSequence);
      ASSERT_EQ(lookup.state, Lookup::State::kFound);
      ASSERT_EQ(lookup.value.view(), "value of " + std::to_string(i));
    }
    MemtableIterator it = memtable.iterate();
    int seen = 0;
    std::string last;
    for (it.seek_to_first(); it.valid(); it.next(), ++seen) {
      ASSERT_LT(last, it.key().user_key);
      last = it.key().user_key;
    }
    ASSERT_GE(seen, before);
  }
}

TEST(Memtable, ReadersNeedNoLockBesideTheWriter) {
  constexpr int kTotal = 3000;
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  std::atomic<int> added{0};
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] { read_while_it_grows(memtable, added, kTotal); });
  }
  for (int i = 0; i < kTotal; ++i) {
    memtable.add(static_cast<Sequence>(i + 1), Kind::kPut, scattered_key(i),
                 "value of " + std::to_string(i), UnsharedBytes());
    added.store(i + 1, std::memory_order_release);
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(memtable.entries(), static_cast<size_t>(kTotal));
}

// Each new version stands right before the one that readers look for.
TEST(Memtable, ReadersDoNotSeeVersionsThatAreNewerThanTheirRead) {
  constexpr Sequence kTotal = 100000;
  const auto held = std::make_shared<Memtable>(1);
  Memtable& memtable = *held;
  std::atomic<Sequence> added{0};
  std::thread reader([&] {
    MemtableIterator it = memtable.iterate();
    for (Sequence sequence = 0; sequence < kTotal;) {
      sequence = added.load(std::memory_order_acquire);
      const Lookup lookup = memtable.get("key", sequence);
      ASSERT_EQ(lookup.state == Lookup::State::kFound, sequence > 0);
      ASSERT_EQ(lookup.value.view(), sequence == 0 ? "" : std::to_string(sequence));
      it.seek(key_at("key", sequence));
      ASSERT_EQ(it.valid() ? it.key().sequence() : 0, sequence);
    }
  });
  for (Sequence i = 1; i <= kTotal; ++i) {
    memtable.add(i, Kind::kPut, "key", std::to_string(i), UnsharedBytes());
    added.store(i, std::memory_order_release);
  }
  reader.join();
}

}  // namespace
}  // namespace engine
