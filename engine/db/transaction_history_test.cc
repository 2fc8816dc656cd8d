// Random transactions from several threads, checked against what their isolation promises; and that
// the check is worth something. transaction_graph_test.cc has many small histories, which repeat.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <thread>
#include <tuple>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_db.h"
#include "engine/db/transaction.h"
#include "engine/store/wal.h"
#include "engine/store/write_batch.h"

namespace engine {
namespace {

// Transactions at random from several threads. The log says in which order they were committed: each
// writes its number, as a key of a keyspace of its own.
class Histories : public ::testing::TestWithParam<std::tuple<Isolation, KeyspaceKind>>,
                  public TestDb {
 protected:
  static constexpr int kKeys = 12;
  static constexpr int kThreads = 4;
  static constexpr int kEach = 500;

  // What stands at keys first..last, or at one key; absent keys are left out.
  struct Seen {
    int first;
    int last;
    std::map<int, std::string> found;
  };
  struct History {
    std::vector<Seen> reads;
    std::map<int, std::string> writes;  // "": removed
    bool committed = false;
  };

  static Isolation isolation() { return std::get<Isolation>(GetParam()); }

  static Seen get_one(Transaction& transaction, int key) {
    Seen seen{key, key, {}};
    const Result<Bytes> value = transaction.get(key_of(key), "data");
    if (value.is_ok()) seen.found[key] = value->view();
    return seen;
  }

  static Seen scan_some(Transaction& transaction, int first, int last) {
    Seen seen{first, last, {}};
    Iterator it = transaction.iterate("data");
    for (it.seek(key_of(first)); it.valid() && it.key() <= key_of(last); it.next())
      seen.found[std::stoi(std::string(it.key().substr(3)))] = it.value();
    return seen;
  }

  // Own writes come last, so that reads are of the others' alone.
  void run_one(Random& random, int id, History& history) {
    Transaction transaction = db->begin(isolation());
    const auto any_key = [&] { return static_cast<int>(random.below(kKeys)); };
    for (uint64_t i = random.below(4); i > 0; --i) {
      const int key = any_key();
      history.reads.push_back(random.below(4) == 0
                                  ? scan_some(transaction, key, key + any_key() / 3)
                                  : get_one(transaction, key));
      if (random.below(3) == 0) std::this_thread::yield();
    }
    ASSERT_TRUE(transaction.put(std::to_string(id), "", "ids").is_ok());
    for (uint64_t i = 1 + random.below(3); i > 0; --i) {
      const int key = any_key();
      const bool removes = random.below(4) == 0;
      history.writes[key] = removes ? "" : std::to_string(id) + "." + std::to_string(i);
      ASSERT_TRUE((removes ? transaction.remove(key_of(key), "data")
                           : transaction.put(key_of(key), history.writes[key], "data"))
                      .is_ok());
    }
    const Status status = transaction.commit(write);
    ASSERT_TRUE(status.is_ok() || status.code() == Code::kConflict) << status.to_string();
    history.committed = status.is_ok();
  }

  std::vector<History> run_all() {
    options.background = Background::kThread;
    options.write_buffer_bytes = size_t{64} << 20;  // one log
    reopen();
    EXPECT_TRUE(db->create_keyspace("ids").is_ok());
    EXPECT_TRUE(db->create_keyspace("data", std::get<KeyspaceKind>(GetParam())).is_ok());
    std::vector<History> histories(kThreads * kEach);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        Random random(test_seed() + static_cast<uint64_t>(t));
        for (int id = t * kEach; id < (t + 1) * kEach; ++id)
          run_one(random, id, histories[static_cast<size_t>(id)]);
      });
    }
    for (std::thread& thread : threads) thread.join();
    return histories;
  }

  // The committed ones, in the order of the log.
  std::vector<const History*> in_order(const std::vector<History>& histories) {
    const std::string path = only_log();
    db.reset();
    WalReader reader =
        *WalReader::open(*files.open(path), path, parse_file_name(path.substr(3))->number);
    std::vector<const History*> order;
    while (reader.next().value() == WalOutcome::kRecord) {
      BatchReader batch(reader.payload());
      while (const std::optional<BatchEntry> entry = batch.next()) {
        if (entry->keyspace != "ids") continue;
        order.push_back(&histories[std::stoul(std::string(entry->key))]);
      }
    }
    return order;
  }

  // The states between commits, by key: (index of the commit, value).
  using Versions = std::map<int, std::vector<std::pair<size_t, std::string>>>;

  // What stood at the key after the first `commits`; "" for nothing.
  static std::string_view at(const Versions& versions, int key, size_t commits) {
    const auto found = versions.find(key);
    if (found == versions.end()) return "";
    const auto is_before = [&](const auto& version) { return version.first < commits; };
    const auto end = std::partition_point(found->second.begin(), found->second.end(), is_before);
    if (end == found->second.begin()) return "";
    return std::prev(end)->second;
  }

  static bool agrees(const Versions& versions, const Seen& seen, size_t commits) {
    for (int key = seen.first; key <= seen.last; ++key) {
      const auto found = seen.found.find(key);
      if (at(versions, key, commits) != (found == seen.found.end() ? "" : found->second))
        return false;
    }
    return true;
  }

  std::string violation(const std::vector<const History*>& order);

  static bool agree(const Versions& versions, const std::vector<Seen>& reads, size_t commits) {
    return std::all_of(reads.begin(), reads.end(),
                       [&](const Seen& seen) { return agrees(versions, seen, commits); });
  }
};

// What breaks the promise of the isolation; "" where nothing does.
std::string Histories::violation(const std::vector<const History*>& order) {
  Versions versions;
  for (size_t i = 0; i < order.size(); ++i)
    for (const auto& [key, value] : order[i]->writes) versions[key].emplace_back(i, value);
  for (size_t i = 0; i < order.size(); ++i) {
    const std::string who = "commit " + std::to_string(i);
    if (isolation() == Isolation::kSerializable) {
      // What it read still held when it was committed: the log's order is the serial one.
      if (!agree(versions, order[i]->reads, i)) return who + " read what no longer was";
      continue;
    }
    // It read one state, and nobody committed a write of the same key since then.
    size_t begun = i;
    while (begun > 0 && !agree(versions, order[i]->reads, begun)) --begun;
    if (!agree(versions, order[i]->reads, begun)) return who + " read no state that ever was";
    for (size_t other = begun; other < i; ++other) {
      for (const auto& [key, value] : order[i]->writes) {
        if (order[other]->writes.contains(key))
          return who + " overwrote commit " + std::to_string(other) + ", which it had not seen";
      }
    }
  }
  return "";
}

TEST_P(Histories, AreAsTheIsolationPromises) {
  const std::vector<History> histories = run_all();
  const std::vector<const History*> order = in_order(histories);
  const auto committed = std::count_if(histories.begin(), histories.end(),
                                       [](const History& history) { return history.committed; });
  EXPECT_EQ(order.size(), static_cast<size_t>(committed));
  EXPECT_GT(order.size(), 200u);
  EXPECT_LT(order.size(), histories.size()) << "nobody was in anybody's way";
  EXPECT_EQ(violation(order), "");
}

TEST_P(Histories, AreNotWithoutTheConflictCheck) {
  options.check_conflicts = false;
  const std::vector<History> histories = run_all();
  EXPECT_NE(violation(in_order(histories)), "");
}

INSTANTIATE_TEST_SUITE_P(
    All, Histories,
    ::testing::Combine(::testing::Values(Isolation::kSerializable, Isolation::kSnapshot),
                       ::testing::Values(KeyspaceKind::kLsm, KeyspaceKind::kBTree)),
    [](const auto& instance) {
      const bool is_lsm = std::get<KeyspaceKind>(instance.param) == KeyspaceKind::kLsm;
      const bool is_snapshot = std::get<Isolation>(instance.param) == Isolation::kSnapshot;
      return std::string(is_snapshot ? "Snapshot" : "Serializable") + (is_lsm ? "Lsm" : "BTree");
    });

}  // namespace
}  // namespace engine
