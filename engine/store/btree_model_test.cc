// Random calls against a model of all versions, with snapshots that hold the horizon back.
#include <gtest/gtest.h>

#include <set>

#include "engine/store/btree_test_support.h"

namespace engine::btree_test {
namespace {

class Play {
 public:
  Play(uint64_t seed, size_t cache_bytes, uint64_t keys)
      : random_(seed),
        cache_bytes_(cache_bytes),
        keys_(keys),
        tree_(open_tree(files_, cache_bytes)) {}

  void run(int steps) {
    for (int i = 0; i < steps; ++i) ASSERT_NO_FATAL_FAILURE(step()) << "step " << i;
    compare();
  }
  BTreeCounters counters() const { return tree_->counters(); }

 private:
  Sequence horizon() const { return snapshots_.empty() ? last_ : *snapshots_.begin(); }
  Sequence readable() {
    if (snapshots_.empty() || random_.below(2) == 0) return last_;
    return *std::next(snapshots_.begin(), static_cast<ptrdiff_t>(random_.below(snapshots_.size())));
  }

  void step() {
    const uint64_t choice = random_.below(1000);
    if (choice < 650) return change();
    if (choice < 950) return look_up();
    if (choice < 970) {
      snapshots_.insert(last_);
    } else if (choice < 990) {
      if (!snapshots_.empty()) snapshots_.erase(snapshots_.begin());
    } else if (choice < 995) {
      ASSERT_TRUE(tree_->checkpoint(last_, horizon()).is_ok());
    } else if (choice < 997) {
      compare();
    } else if (choice < 999) {
      reopen();
    } else {
      deletes_ = !deletes_;
    }
  }

  void change() {
    const std::string key = random_tree_key(random_, keys_);
    const bool deletes = random_.below(10) < (deletes_ ? 9u : 2u);
    const std::optional<std::string> value =
        deletes ? std::nullopt : std::optional(random_tree_value(random_));
    model_.keys[key][++last_] = value;
    const Status status = add(*tree_, last_, key, value, horizon());
    ASSERT_TRUE(status.is_ok()) << status.to_string();
  }

  void look_up() {
    const std::string key = random_tree_key(random_, keys_);
    const Sequence sequence = readable();
    const Lookup lookup = get(*tree_, key, sequence);
    const auto expected = model_.get(key, sequence);
    ASSERT_EQ(lookup.state == Lookup::State::kFound, expected.has_value()) << key;
    ASSERT_EQ(lookup.value.view(), expected.value_or(""));
  }

  void compare() {
    expect_whole(*tree_);
    const Sequence sequence = readable();
    ASSERT_TRUE(scan_at(*tree_, sequence) == model_.visible_at(sequence));
  }

  // The log gives back what no checkpoint covers.
  void reopen() {
    tree_.reset();
    files_.crash(MemoryFileSystem::Unsynced::kLost);
    tree_ = open_tree(files_, cache_bytes_);
    ASSERT_NE(tree_, nullptr);
    std::map<Sequence, std::pair<std::string, std::optional<std::string>>> log;
    for (const auto& [key, versions] : model_.keys) {
      for (const auto& [sequence, value] : versions) log[sequence] = {key, value};
    }
    for (const auto& [sequence, entry] : log) {
      ASSERT_TRUE(
          add(*tree_, sequence, entry.first, entry.second, std::min(horizon(), sequence)).is_ok());
    }
  }

  Random random_;
  MemoryFileSystem files_;
  const size_t cache_bytes_;
  const uint64_t keys_;
  std::unique_ptr<BTree> tree_;
  VersionModel model_;
  std::set<Sequence> snapshots_;
  Sequence last_ = 0;
  bool deletes_ = false;
};

TEST(BTreeModel, AnswersAsTheModelDoes) { Play(test_seed(), 1 << 20, 800).run(30000); }

TEST(BTreeModel, AnswersAsTheModelDoesWithFewKeys) {
  Play(test_seed() + 1, 1 << 20, 10).run(10000);
}

TEST(BTreeModel, AnswersAsTheModelDoesWithASmallCache) {
  Play play(test_seed() + 2, 4 * kPageBytes, 2000);
  play.run(30000);
  EXPECT_GT(play.counters().cache_evictions, 0u);
}

TEST(BTreeModel, TheSameCallsDoTheSameWork) {
  Play first(test_seed(), 16 * kPageBytes, 500), second(test_seed(), 16 * kPageBytes, 500);
  first.run(2000);
  second.run(2000);
  EXPECT_EQ(first.counters(), second.counters());
}

// The same numbers for all variants: whoever changes the tree or its format changes them knowingly.
TEST(BTreeModel, EveryVariantDoesTheSameWork) {
  Random random(1);
  MemoryFileSystem files;
  auto tree = open_tree(files, 32 * kPageBytes);
  for (Sequence i = 1; i <= 10000; ++i) {
    const bool deletes = random.below(4) < i / 3000;
    const std::string value = random_tree_value(random);
    const auto written = deletes ? std::nullopt : std::optional(value);
    ASSERT_TRUE(add(*tree, i, random_tree_key(random, 600), written, i - i % 50).is_ok());
    get(*tree, random_tree_key(random, 600), i);
    if (i % 1000 == 0) {
      ASSERT_TRUE(tree->checkpoint(i, i).is_ok());
    }
  }
  const BTreeCounters work = tree->counters();
  const std::vector<uint64_t> numbers = {
      work.page_reads,  work.page_writes, work.splits,     work.merges,       work.loans,
      work.checkpoints, work.pruned,      work.cache_hits, work.cache_misses, work.cache_evictions};
  EXPECT_EQ(numbers,
            (std::vector<uint64_t>{3025, 1707, 225, 144, 15, 10, 9735, 79242, 1702, 2381}));
}

}  // namespace
}  // namespace engine::btree_test
