// Random calls against a std::map that does the same. HEAPDYNO_SEED chooses the calls; a failure
// names the seed that repeats it.
#include <gtest/gtest.h>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_db.h"

namespace engine {
namespace {

using Model = std::map<std::string, std::string>;

Pairs pairs_of(const Model& model) { return Pairs(model.begin(), model.end()); }

// A database, the model, and snapshots of both.
class Pair : public TestDb {
 public:
  explicit Pair(uint64_t seed) : random_(seed) {
    options.seed = random_.next();
    options.bits_per_key = static_cast<int>(random_.below(2)) * 10;
    options.level0_trigger = 1 + static_cast<int>(random_.below(4));
    options.max_open_tables = 1 + random_.below(20);
    options.block_cache_bytes = random_.below(2) * (64 << 10);
    options.background = random_.below(4) == 0 ? Background::kThread : Background::kInline;
    reopen();
  }

  void step() {
    switch (random_.below(100)) {
      case 0:
        return must(db->flush());
      case 1:
        return must(db->compact());
      case 2:
        return begin_again();
      case 3:
      case 4:
      case 5:
        return take_snapshot();
      case 6:
      case 7:
        return compare_all();
      case 8:
      case 9:
      case 10:
      case 11:
        return wander();
      case 12:
      case 13:
      case 14:
      case 15:
        return compare_range();
      default:
        break;
    }
    const uint64_t kind = random_.below(10);
    if (kind < 4) return put_one();
    if (kind < 6) return remove_one();
    if (kind < 7) return write_batch();
    compare_get();
  }

  void compare_at_the_end() {
    compare_all();
    snapshots_.clear();
    must(db->compact());
    compare_all();
    reopen();
    compare_all();
  }

 private:
  struct Moment {
    Snapshot snapshot;
    Model model;
  };

  static void must(const Status& status) { ASSERT_TRUE(status.is_ok()) << status.to_string(); }

  // Few keys, so that they meet again; of all lengths, many with a long common prefix.
  std::string key() {
    const uint64_t i = random_.below(300);
    std::string key = i % 3 == 0 ? "" : std::string(i % 40, 'k');
    return key + std::to_string(i);
  }
  std::string value() {
    const uint64_t bytes = random_.below(20) == 0 ? random_.below(3000) : random_.below(80);
    return std::string(bytes, static_cast<char>('a' + random_.below(26)));
  }

  void put_one() {
    const std::string k = key();
    const std::string v = value();
    model_[k] = v;
    must(put(k, v));
  }
  void remove_one() {
    const std::string k = key();
    model_.erase(k);
    must(remove(k));
  }
  void write_batch() {
    WriteBatch batch;
    for (uint64_t n = random_.below(40); n > 0; --n) {
      const std::string k = key();
      if (random_.below(4) == 0) {
        batch.remove(k);
        model_.erase(k);
      } else {
        model_[k] = value();
        batch.put(k, model_[k]);
      }
    }
    must(db->write(write, std::move(batch)));
  }
  void begin_again() {
    snapshots_.clear();
    reopen();
  }
  void take_snapshot() {
    if (snapshots_.size() >= 4)
      snapshots_.erase(snapshots_.begin() + static_cast<long>(random_.below(4)));
    snapshots_.push_back({db->snapshot(), model_});
  }

  // Now, or one of the snapshots.
  const Moment* moment() {
    const uint64_t i = random_.below(2 * snapshots_.size() + 1);
    return i < snapshots_.size() ? &snapshots_[i] : nullptr;
  }
  ReadOptions at(const Moment* m) { return {m == nullptr ? nullptr : &m->snapshot}; }
  const Model& model_at(const Moment* m) { return m == nullptr ? model_ : m->model; }

  void compare_get() {
    const Moment* m = moment();
    const std::string k = key();
    const auto expected = model_at(m).find(k);
    EXPECT_EQ(get(k, at(m).snapshot),
              expected == model_at(m).end() ? "not found" : expected->second);
  }
  void compare_all() {
    const Moment* m = moment();
    Pairs expected = pairs_of(model_at(m));
    EXPECT_EQ(forward(db->iterate(at(m))), expected);
    std::reverse(expected.begin(), expected.end());
    EXPECT_EQ(backward(db->iterate(at(m))), expected);
  }
  void compare_range() {
    const Moment* m = moment();
    const std::string from = key();
    const size_t limit = random_.below(40);
    const Result<Range> range = db->range(at(m), from, limit);
    must(range.status());
    auto expected = model_at(m).lower_bound(from);
    for (const Entry& entry : *range) {
      ASSERT_NE(expected, model_at(m).end());
      EXPECT_EQ(entry.key.view(), expected->first);
      EXPECT_EQ(entry.value.view(), expected->second);
      ++expected;
    }
    EXPECT_TRUE(range->size() == limit || expected == model_at(m).end());
  }

  // An iterator that seeks, steps and turns round, beside one of the map.
  void wander() {
    const Moment* m = moment();
    const Model model = model_at(m);
    Iterator it = db->iterate(at(m));
    auto expected = model.end();
    for (int i = 0; i < 30; ++i) {
      const uint64_t move = random_.below(it.valid() ? 12 : 3);
      if (move == 0) {
        const std::string k = key();
        it.seek(k);
        expected = model.lower_bound(k);
      } else if (move == 1) {
        it.seek_to_first();
        expected = model.begin();
      } else if (move == 2) {
        it.seek_to_last();
        expected = model.empty() ? model.end() : std::prev(model.end());
      } else if (move < 8) {
        it.next();
        ++expected;
      } else {
        it.prev();
        expected = expected == model.begin() ? model.end() : std::prev(expected);
      }
      ASSERT_EQ(it.valid(), expected != model.end());
      if (!it.valid()) continue;
      ASSERT_EQ(it.key(), expected->first);
      ASSERT_EQ(it.value(), expected->second);
    }
    must(it.status());
  }

  Random random_;
  Model model_;
  std::vector<Moment> snapshots_;
};

TEST(DbModel, RandomCallsDoWhatTheyDoToAMap) {
  const uint64_t seed = test_seed();
  for (uint64_t i = 0; i < 8; ++i) {
    SCOPED_TRACE("HEAPDYNO_SEED=" + std::to_string(seed) + ", database " + std::to_string(i));
    Pair pair(seed * 1000 + i);
    for (int step = 0; step < 1500 && !::testing::Test::HasFailure(); ++step) pair.step();
    if (!::testing::Test::HasFailure()) pair.compare_at_the_end();
    ASSERT_FALSE(::testing::Test::HasFailure());
  }
}

}  // namespace
}  // namespace engine
