// Random writes of every kind to indexed keyspaces; at every step an index says what a scan of its
// keyspace would. HEAPDYNO_SEED chooses the calls; a failure names the seed that repeats it.
#include <gtest/gtest.h>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_index.h"

namespace engine {
namespace {

using Model = std::map<std::string, std::string>;

class IndexModel : public TestDb {
 public:
  IndexModel(KeyspaceKind kind, uint64_t seed) : random_(seed) {
    options.seed = random_.next();
    options.checkpoint_bytes = 4000;
    options.page_cache_bytes = 4 * 4096;
    options.level0_trigger = 1 + static_cast<int>(random_.below(4));
    options.block_cache_bytes = random_.below(2) * (64 << 10);
    options.background = random_.below(4) == 0 ? Background::kThread : Background::kInline;
    options.extractors = {kTestExtractor};
    reopen();
    must(db->create_keyspace("tree", kind));
    create();
  }

  void step() {
    switch (random_.below(60)) {
      case 0:
        return must(db->flush());
      case 1:
        return must(db->compact());
      case 2:
        return reopen();
      case 3:
        must(db->drop_index("by-city", any_keyspace()));
        return create();
      case 4:
        return compare_snapshot();
      default:
        break;
    }
    switch (random_.below(6)) {
      case 0:
        return write_batch();
      case 1:
        return transact();
      case 2:
        return compare(any_keyspace(), any_city(), 1 + random_.below(20));
      default:
        return write_one();
    }
  }

  void compare_all() {
    for (const std::string keyspace : {"", "tree"}) {
      const Pairs all = forward(db->iterate({nullptr, keyspace}));
      EXPECT_EQ(all, Pairs(models_[keyspace].begin(), models_[keyspace].end()));
      for (uint64_t i = 0; i < kCities; ++i) compare(keyspace, city(i), 1000);
    }
  }

 private:
  static constexpr uint64_t kCities = 6;

  static void must(const Status& status) { ASSERT_TRUE(status.is_ok()) << status.to_string(); }

  // Those that have none are made anew.
  void create() {
    for (const std::string keyspace : {"", "tree"})
      if (db->indexes(keyspace).empty())
        must(db->create_index("by-city", "city", "test", keyspace));
  }

  std::string any_keyspace() { return random_.below(2) == 0 ? "" : "tree"; }
  std::string any_key() { return key_of(static_cast<int>(random_.below(120))); }
  static std::string city(uint64_t i) { return std::string(i * 7, 'c') + std::string(i % 3, '\0'); }
  std::string any_city() { return city(random_.below(kCities)); }
  std::string any_value() {
    std::string value = random_.below(8) == 0
                            ? "city unknown"
                            : with_city(any_city(), static_cast<int>(random_.below(100)));
    return value.append(random_.below(random_.below(10) == 0 ? 2000 : 60), 'v');
  }

  // write(key, value or null) for a key of the model, which is changed likewise.
  template <typename Write>
  void change(Model& model, Write write) {
    const std::string key = any_key();
    if (random_.below(4) == 0) {
      model.erase(key);
      must(write(key, nullptr));
    } else {
      model[key] = any_value();
      must(write(key, &model[key]));
    }
  }

  void write_one() {
    const std::string keyspace = any_keyspace();
    const WriteOptions in{Sync::kNone, keyspace};
    change(models_[keyspace], [&](const std::string& key, const std::string* value) {
      return value != nullptr ? db->put(in, key, *value) : db->remove(in, key);
    });
  }

  void write_batch() {
    WriteBatch batch;
    for (uint64_t n = 1 + random_.below(30); n > 0; --n) {
      const std::string keyspace = any_keyspace();
      change(models_[keyspace], [&](const std::string& key, const std::string* value) {
        value != nullptr ? batch.put(key, *value, keyspace) : batch.remove(key, keyspace);
        return Status::ok();
      });
    }
    must(db->write(write, std::move(batch)));
  }

  void transact() {
    const auto before = models_;
    Transaction transaction =
        db->begin(random_.below(2) == 0 ? Isolation::kSerializable : Isolation::kSnapshot);
    for (uint64_t n = 1 + random_.below(8); n > 0; --n) {
      const std::string keyspace = any_keyspace();
      change(models_[keyspace], [&](const std::string& key, const std::string* value) {
        return value != nullptr ? transaction.put(key, *value, keyspace)
                                : transaction.remove(key, keyspace);
      });
      const std::string wanted = any_city();
      const size_t limit = 1 + random_.below(30);
      EXPECT_EQ(pairs_of(transaction.lookup("by-city", wanted, limit, keyspace)),
                expected(models_[keyspace], wanted, limit));
    }
    if (random_.below(3) != 0) return must(transaction.commit(write));
    transaction.abort();
    models_ = before;
  }

  static Pairs expected(const Model& model, const std::string& wanted, size_t limit) {
    Pairs pairs = those_with(wanted, Pairs(model.begin(), model.end()));
    if (pairs.size() > limit) pairs.resize(limit);
    return pairs;
  }

  void compare(const std::string& keyspace, const std::string& wanted, size_t limit) {
    EXPECT_EQ(pairs_of(db->lookup({nullptr, keyspace}, "by-city", wanted, limit)),
              expected(models_[keyspace], wanted, limit));
  }

  // An old moment, after more writes.
  void compare_snapshot() {
    const Snapshot snapshot = db->snapshot();
    const auto then = models_;
    for (int i = 0; i < 20; ++i) write_one();
    if (random_.below(2) == 0) must(db->compact());
    for (const auto& [keyspace, model] : then) {
      const std::string wanted = any_city();
      EXPECT_EQ(pairs_of(db->lookup({&snapshot, keyspace}, "by-city", wanted, 1000)),
                expected(model, wanted, 1000));
    }
  }

  Random random_;
  std::map<std::string, Model> models_ = {{"", {}}, {"tree", {}}};
};

class DbIndexModel : public ::testing::TestWithParam<KeyspaceKind> {};

TEST_P(DbIndexModel, AnIndexSaysAlwaysWhatAScanWould) {
  for (uint64_t i = 0; i < 6; ++i) {
    SCOPED_TRACE("HEAPDYNO_SEED=" + std::to_string(test_seed()) + ", database " +
                 std::to_string(i));
    IndexModel model(GetParam(), test_seed() * 1000 + i);
    for (int step = 0; step < 800 && !::testing::Test::HasFailure(); ++step) model.step();
    ASSERT_FALSE(::testing::Test::HasFailure());
    model.compare_all();
    model.reopen();
    model.compare_all();
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, DbIndexModel,
                         ::testing::Values(KeyspaceKind::kLsm, KeyspaceKind::kBTree),
                         [](const auto& instance) {
                           return instance.param == KeyspaceKind::kLsm ? "Lsm" : "BTree";
                         });

}  // namespace
}  // namespace engine
