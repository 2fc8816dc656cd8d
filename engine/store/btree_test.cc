#include "engine/store/btree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "engine/store/btree_iterator.h"
#include "engine/store/btree_test_support.h"
#include "engine/store/merging_iterator.h"

namespace engine::btree_test {
namespace {

using store_test::InternalModel;
using State = Lookup::State;

static_assert(InternalIterator<BTreeIterator>);

class BTreeTest : public testing::Test {
 protected:
  void put(Sequence sequence, const std::string& key, const std::string& value,
           Sequence horizon = 0) {
    const Status status = add(*tree_, sequence, key, value, horizon);
    ASSERT_TRUE(status.is_ok()) << status.to_string();
  }
  void remove(Sequence sequence, const std::string& key, Sequence horizon = 0) {
    ASSERT_TRUE(add(*tree_, sequence, key, std::nullopt, horizon).is_ok());
  }
  void reopen() {
    tree_.reset();
    files_.crash(MemoryFileSystem::Unsynced::kLost);
    tree_ = open_tree(files_);
  }

  MemoryFileSystem files_;
  std::unique_ptr<BTree> tree_ = open_tree(files_);
};

TEST_F(BTreeTest, FindsTheNewestVersionThatIsNotTooNew) {
  EXPECT_EQ(get(*tree_, "k", 9).state, State::kAbsent);
  put(10, "k", "ten");
  remove(20, "k");
  put(30, "k", "thirty");
  EXPECT_EQ(get(*tree_, "k", 9).state, State::kAbsent);
  EXPECT_EQ(get(*tree_, "k", 19).value.view(), "ten");
  EXPECT_EQ(get(*tree_, "k", 20).state, State::kDeleted);
  EXPECT_EQ(get(*tree_, "k", kMaxSequence).value.view(), "thirty");
  EXPECT_EQ(get(*tree_, "kk", 30).state, State::kAbsent);
  EXPECT_EQ(get(*tree_, "", 30).state, State::kAbsent);
}

// Entries come as slices of whatever the writer has (in a variant that shares bytes).
TEST_F(BTreeTest, ACheckpointLetsGoOfWhatEntriesAreSlicesOf) {
  constexpr Sequence kEntries = 300;
  const auto key_of = [](Sequence i) { return std::to_string(1000 + i); };
  const std::string value(100, 'v');
  std::vector<std::weak_ptr<const std::string>> batches;
  for (Sequence i = 1; i <= kEntries; ++i) {
    const auto batch = std::make_shared<const std::string>(key_of(i) + value);
    batches.push_back(batch);
    const std::string_view text = *batch;
    const Status status =
        tree_->add(i, Kind::kPut, Bytes::pinned(text.substr(0, text.size() - value.size()), batch),
                   Bytes::pinned(text.substr(text.size() - value.size()), batch), 0);
    ASSERT_TRUE(status.is_ok()) << status.to_string();
  }
  ASSERT_GE(tree_->counters().splits, 2u);
  ASSERT_TRUE(tree_->checkpoint(kEntries, 0).is_ok());
  EXPECT_TRUE(std::all_of(batches.begin(), batches.end(),
                          [](const auto& batch) { return batch.expired(); }));
  for (Sequence i = 1; i <= kEntries; ++i)
    EXPECT_EQ(get(*tree_, key_of(i), kMaxSequence).value.view(), value);
  expect_whole(*tree_);
}

// Nothing is pruned: each entry that was added is there, in every order of calls.
TEST_F(BTreeTest, WalksAsAMapDoesWhileItGrows) {
  for (const size_t cache_bytes : {size_t{1} << 20, 3 * kPageBytes}) {
    Random random(test_seed());
    MemoryFileSystem files;
    auto tree = open_tree(files, cache_bytes);
    InternalModel model;
    for (int round = 0; round < 15; ++round) {
      BTreeIterator it = tree->iterate();
      ASSERT_NO_FATAL_FAILURE(store_test::expect_same_walk(it, model, random, 200));
      ASSERT_NO_FATAL_FAILURE(store_test::expect_same_scan(it, model));
      for (int i = 0; i < 60; ++i) {
        store_test::StoredKey key = store_test::random_key(random);
        key.first.append(random.below(4) == 0 ? random.below(600) : 0, 'k');
        key.second += 1 << 8;  // sequence numbers begin with 1
        const std::string value = random_tree_value(random);
        model[key] = value;
        const Status status = tree->add(key.second >> 8, store_test::ref(key).kind(),
                                        Bytes::copy_of(key.first), Bytes::copy_of(value), 0);
        ASSERT_TRUE(status.is_ok()) << status.to_string();
      }
      EXPECT_EQ(tree->entries(), model.size());
      expect_whole(*tree);
      if (round % 4 == 3) {
        ASSERT_TRUE(tree->checkpoint(0, 0).is_ok());
      }
      if (round % 4 == 3) expect_whole(*tree);
    }
    EXPECT_GT(tree->counters().splits, 10u);
    EXPECT_EQ(tree->counters().cache_evictions > 0, cache_bytes < 1 << 20);
  }
}

TEST_F(BTreeTest, OneMayStandBesideOtherSources) {
  put(1, "a", "1");
  put(2, "c", "2");
  MemoryFileSystem others;
  auto other = open_tree(others);
  ASSERT_TRUE(add(*other, 3, "b", "3", 0).is_ok());
  MergingIterator<BTreeIterator> merged;
  merged.sources().push_back(tree_->iterate());
  merged.sources().push_back(other->iterate());
  std::string seen;
  for (merged.seek_to_first(); merged.valid(); merged.next()) seen += merged.key().user_key;
  EXPECT_EQ(seen, "abc");
}

TEST_F(BTreeTest, KeysThatAreTooLongAreToldBeforehand) {
  const std::string longest(kMaxTreeKeyBytes, 'k');
  EXPECT_TRUE(BTree::check_entry(longest, "").is_ok());
  EXPECT_EQ(BTree::check_entry(longest + "k", "").code(), Code::kInvalidArgument);
  EXPECT_EQ(add(*tree_, 1, longest + "k", "", 0).code(), Code::kInvalidArgument);
  for (Sequence i = 1; i <= 40; ++i) {  // the fullest nodes that there can be
    put(i, longest.substr(3) + std::to_string(100 + i), std::string(kMaxInlineValueBytes, 'v'));
  }
  expect_whole(*tree_);
  ASSERT_TRUE(tree_->checkpoint(40, 40).is_ok());
  expect_whole(*tree_);
}

TEST_F(BTreeTest, AnswersOutliveIt) {
  const std::string large(10000, 'l');
  put(1, "large", large);
  put(2, "small", std::string(100, 's'));
  ASSERT_TRUE(tree_->checkpoint(2, 2).is_ok());
  reopen();
  BTreeIterator it = tree_->iterate();
  it.seek_to_first();
  const Bytes from_iterator = it.value_bytes();
  const Bytes from_get = get(*tree_, "small", 2).value;
  it = tree_->iterate();
  tree_.reset();
  EXPECT_EQ(from_iterator.view(), large);
  EXPECT_EQ(from_get.view(), std::string(100, 's'));
}

TEST_F(BTreeTest, OnlyWhatACheckpointCoversComesBack) {
  put(1, "a", "1");
  ASSERT_TRUE(tree_->checkpoint(1, 1).is_ok());
  put(2, "b", std::string(5000, 'b'));
  reopen();
  EXPECT_EQ(tree_->checkpoint_sequence(), 1u);
  EXPECT_EQ(get(*tree_, "a", 9).value.view(), "1");
  EXPECT_EQ(get(*tree_, "b", 9).state, State::kAbsent);
  EXPECT_EQ(tree_->entries(), 1u);
  expect_whole(*tree_);
}

TEST_F(BTreeTest, CountsTheNodesThatItWritesAndThoseWithFewEntries) {
  const std::string value(100, 'v');
  for (Sequence i = 1; i < BTree::kSmallNode; ++i) put(i, "k" + std::to_string(i), value);
  ASSERT_TRUE(tree_->checkpoint(7, 0).is_ok());
  EXPECT_EQ(tree_->counters().node_writes, 1u);
  EXPECT_EQ(tree_->counters().small_node_writes, 1u);
  put(8, "k8", value);
  ASSERT_TRUE(tree_->checkpoint(8, 0).is_ok());
  EXPECT_EQ(tree_->counters().node_writes, 2u);
  EXPECT_EQ(tree_->counters().small_node_writes, 1u);
  EXPECT_GT(tree_->counters().page_writes, 2u);  // metas, too
}

TEST_F(BTreeTest, AReplayMayComeTwice) {
  const std::string large(5000, 'l');
  put(1, "a", "first", 1);
  put(2, "a", "second", 2);
  ASSERT_TRUE(tree_->checkpoint(2, 2).is_ok());
  reopen();
  for (int round = 0; round < 2; ++round) {
    put(1, "a", "first", 1);
    put(2, "a", "second", 2);
    put(3, "large", large, 3);
    remove(4, "a", 3);
  }
  EXPECT_EQ(tree_->entries(), 3u);
  EXPECT_EQ(get(*tree_, "a", 1).state, State::kAbsent);
  EXPECT_EQ(get(*tree_, "a", 3).value.view(), "second");
  EXPECT_EQ(get(*tree_, "a", 4).state, State::kDeleted);
  EXPECT_EQ(get(*tree_, "large", 4).value.view(), large);
  expect_whole(*tree_);
}

TEST_F(BTreeTest, KeepsOnlyWhatAReaderCanSeeAndGivesPagesBack) {
  for (Sequence i = 1; i <= 3000; ++i) {
    put(i, "key " + std::to_string(i % 300), std::string(i % 7 == 0 ? 3000 : 100, 'v'), i);
  }
  EXPECT_LE(tree_->entries(), 330u);  // a few at the borders of leaves
  ASSERT_TRUE(tree_->checkpoint(3000, 3000).is_ok());
  const uint64_t pages = files_.contents("tree")->size() / kPageBytes;
  for (Sequence i = 3001; i <= 12000; ++i) {
    put(i, "key " + std::to_string(i % 300), std::string(i % 7 == 0 ? 3000 : 100, 'v'), i);
    if (i % 500 == 0) {
      ASSERT_TRUE(tree_->checkpoint(i, i).is_ok());
    }
  }
  EXPECT_LT(files_.contents("tree")->size() / kPageBytes, 2 * pages);
  for (Sequence i = 12001; i <= 12300; ++i) remove(i, "key " + std::to_string(i % 300), i);
  ASSERT_TRUE(tree_->checkpoint(12300, 12300).is_ok());
  EXPECT_EQ(tree_->entries(), 0u);
  expect_whole(*tree_);
  EXPECT_GT(tree_->counters().merges, 0u);
}

TEST_F(BTreeTest, ChargesLogicalBytesUntilACheckpoint) {
  put(1, "four", std::string(1000, 'v'));
  remove(2, "k");
  EXPECT_EQ(tree_->logical_bytes_since_checkpoint(), 1005 + 2 * BTree::kEntryOverhead);
  EXPECT_EQ(tree_->dirty_bytes(), kPageBytes);
  ASSERT_TRUE(tree_->checkpoint(2, 0).is_ok());
  EXPECT_EQ(tree_->logical_bytes_since_checkpoint(), 0u);
  EXPECT_EQ(tree_->dirty_bytes(), 0u);
}

// A reader at 500 goes over entries while the writer changes them, splits and joins their leaves,
// and makes checkpoints; each way must show what was there at 500.
TEST_F(BTreeTest, AnIteratorGoesOnBesideTheWriter) {
  constexpr Sequence kKeys = 500;
  const auto key_of = [](Sequence i) { return std::to_string(1000 + i); };
  const auto value_of = [](Sequence i) { return std::string(i * 5, 'a'); };
  for (Sequence i = 1; i <= kKeys; ++i) put(i, key_of(i), value_of(i));
  Sequence last = kKeys;
  const auto disturb = [&](Sequence i) {
    for (Sequence near = i < 4 ? 1 : i - 3; near < i + 4; ++near) {
      put(++last, key_of(near), std::string(near % 3 * 1000, 'b'), kKeys);
      if (near % 3 == 0) remove(++last, key_of(near), kKeys);
    }
    if (i % 40 == 0) {
      ASSERT_TRUE(tree_->checkpoint(last, kKeys).is_ok());
    }
  };
  BTreeIterator it = tree_->iterate();
  Sequence expected = 1;
  for (it.seek_to_first(); it.valid(); it.next()) {
    if (it.key().sequence() > kKeys) continue;
    ASSERT_EQ(it.key().user_key, key_of(expected));
    disturb(expected);
    ASSERT_EQ(it.value(), value_of(expected));
    ++expected;
  }
  EXPECT_EQ(expected, kKeys + 1);
  for (it.seek_to_last(); it.valid(); it.prev()) {
    if (it.key().sequence() > kKeys) continue;
    --expected;
    ASSERT_EQ(it.key().user_key, key_of(expected));
    disturb(expected);
    ASSERT_EQ(it.value(), value_of(expected));
  }
  EXPECT_EQ(expected, 1u);
  expect_whole(*tree_);
}

// Writes go round the keys, so that a sequence number tells what a key's newest version is.
TEST_F(BTreeTest, ReadersSeeTheirSequenceBesideTheWriter) {
  constexpr Sequence kKeys = 200, kTotal = 6000;
  const auto value_of = [](Sequence s) {
    return std::to_string(s) + std::string(s % 11 == 0 ? 2000 : 50, 'v');
  };
  const auto key_of = [](Sequence s) { return "key " + std::to_string(s % kKeys); };
  for (Sequence s = 1; s <= kKeys; ++s) put(s, key_of(s), value_of(s), s);
  std::atomic<Sequence> visible{kKeys};
  std::atomic<bool> done{false};
  const auto read_newest = [&](uint64_t seed) {
    Random random(seed);
    while (!done.load()) {
      const Sequence key = random.below(kKeys);
      Sequence at = 0;
      const auto lookup = tree_->get(key_of(key), [&] { return at = visible.load(); });
      ASSERT_TRUE(lookup.is_ok()) << lookup.status().to_string();
      ASSERT_EQ(lookup->value.view(), value_of(at - (at - key) % kKeys));
    }
  };
  const auto scan = [&] {  // the horizon stays at kKeys: what was there then is seen in each scan
    while (!done.load()) {
      Sequence found = 0;
      BTreeIterator it = tree_->iterate();
      for (it.seek_to_first(); it.valid(); it.next()) {
        if (it.key().sequence() > kKeys) continue;
        ASSERT_EQ(it.value(), value_of(it.key().sequence()));
        ++found;
      }
      ASSERT_TRUE(it.status().is_ok()) << it.status().to_string();
      ASSERT_EQ(found, kKeys);
    }
  };
  for (const bool scans : {true, false}) {
    done = false;
    std::vector<std::thread> readers;
    readers.emplace_back([&] { read_newest(1); });
    readers.emplace_back([&] { scans ? scan() : read_newest(2); });
    const Sequence end = scans ? kTotal / 2 : kTotal;
    for (Sequence s = scans ? kKeys + 1 : kTotal / 2 + 1; s <= end; ++s) {
      put(s, key_of(s), value_of(s), scans ? kKeys : s - 1);
      visible = s;
      if (s % 500 == 0) {
        ASSERT_TRUE(tree_->checkpoint(s, scans ? kKeys : s).is_ok());
      }
    }
    done = true;
    for (std::thread& reader : readers) reader.join();
  }
  expect_whole(*tree_);
}

}  // namespace
}  // namespace engine::btree_test
