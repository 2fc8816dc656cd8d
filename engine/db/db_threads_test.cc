// Everything at once, from eight threads beside the database's own: what TSan and ASan are to look
// at. Accounts lie in keyspaces of both kinds; transactions move money between them, so the sum of
// all balances is the same at every moment, whoever looks and however. An account without money is
// removed.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <thread>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_db.h"
#include "engine/db/transaction.h"

namespace engine {
namespace {

class DbThreads : public ::testing::Test, public TestDb {
 protected:
  static constexpr std::array<std::string_view, 3> kBanks = {"", "second", "tree"};
  static constexpr int kAccounts = 40;  // in each bank
  static constexpr int kMoney = 100;    // at first, in each account
  static constexpr int kSum = kMoney * kAccounts * static_cast<int>(kBanks.size());
  static constexpr uint64_t kCompactions = 10;
  static constexpr int kTransfers = 2000;        // of the first thread, at least
  static constexpr int kMostTransfers = 50'000;  // it stops then, compactions or not
  static constexpr int kRounds = 30;             // of the other threads, at least

  struct Account {
    std::string_view bank;
    std::string key;
  };

  void SetUp() override {
    options.background = Background::kThread;
    options.checkpoint_bytes = 16 << 10;
    options.page_cache_bytes = 8 * 4096;
    options.manifest_bytes = 4096;
    reopen();
    ASSERT_TRUE(db->create_keyspace("second").is_ok());
    ASSERT_TRUE(db->create_keyspace("tree", KeyspaceKind::kBTree).is_ok());
    WriteBatch batch;
    for (const std::string_view bank : kBanks)
      for (int i = 0; i < kAccounts; ++i) batch.put(account_key(i), value_for(kMoney), bank);
    ASSERT_TRUE(db->write(write, std::move(batch)).is_ok());
  }

  static std::string account_key(int i) { return "account " + key_of(i); }
  // Of all sizes, so that pages and blocks come and go.
  static std::string value_for(int money) {
    return std::to_string(money) + std::string(static_cast<size_t>(money * 37 % 300), ' ') +
           std::string(money % 50 == 7 ? 2000 : 0, ' ');
  }
  static int money_in(std::string_view value) { return std::stoi(std::string(value)); }

  static Account any_account(Random& random) {
    return {kBanks[random.below(kBanks.size())],
            account_key(static_cast<int>(random.below(kAccounts)))};
  }

  static int balance(Transaction& transaction, const Account& account) {
    const Result<Bytes> value = transaction.get(account.key, account.bank);
    EXPECT_TRUE(value.is_ok() || value.status().is_not_found()) << value.status().to_string();
    return value.is_ok() ? money_in(value->view()) : 0;
  }
  static Status set(Transaction& transaction, const Account& account, int money) {
    return money == 0 ? transaction.remove(account.key, account.bank)
                      : transaction.put(account.key, value_for(money), account.bank);
  }

  // Some also write to a keyspace that comes and goes.
  Status try_transfer(Random& random, Isolation isolation, const Account& from, const Account& to) {
    Transaction transaction = db->begin(isolation);
    const int has = balance(transaction, from);
    const int amount = static_cast<int>(random.below(static_cast<uint64_t>(has) + 1));
    RETURN_IF_ERROR(set(transaction, from, has - amount));
    RETURN_IF_ERROR(set(transaction, to, balance(transaction, to) + amount));
    if (random.below(10) == 0) RETURN_IF_ERROR(transaction.put("note", from.key, "passing"));
    return transaction.commit(write);
  }

  // Until it is committed.
  void transfer(Random& random, Isolation isolation) {
    const Account from = any_account(random);
    const Account to = any_account(random);
    for (Status status = try_transfer(random, isolation, from, to); !status.is_ok();
         status = try_transfer(random, isolation, from, to)) {
      // kInvalidArgument: the keyspace that comes and goes has gone.
      const bool expected =
          status.code() == Code::kConflict || status.code() == Code::kInvalidArgument;
      ASSERT_TRUE(expected) << status.to_string();
      ++conflicts_;
    }
    ++commits_;
  }

  // The first thread: until there was enough of everything.
  void transfer_until_compacted() {
    Random random(test_seed());
    for (int i = 0; i < kMostTransfers && !HasFatalFailure(); ++i) {
      if (i >= kTransfers && db->physical_work().compactions >= kCompactions) return;
      transfer(random, Isolation::kSerializable);
    }
  }

  void scan_at_a_snapshot(bool forwards) {
    const Snapshot snapshot = db->snapshot();
    int sum = 0;
    for (const std::string_view bank : kBanks) {
      const ReadOptions at{&snapshot, bank};
      for (const auto& [key, value] :
           forwards ? forward(db->iterate(at)) : backward(db->iterate(at)))
        if (key.starts_with("account")) sum += money_in(value);
    }
    EXPECT_EQ(sum, kSum);
  }

  // Reads all, and writes what it read: so the ranges are checked when it is committed.
  void audit(Random& random) {
    Transaction transaction = db->begin(Isolation::kSerializable);
    int sum = 0;
    for (const std::string_view bank : kBanks) {
      const Result<Range> range = transaction.range("account", 1000, bank);
      ASSERT_TRUE(range.is_ok()) << range.status().to_string();
      for (const Entry& entry : *range) {
        if (!entry.key.view().starts_with("account")) continue;
        sum += money_in(entry.value.view());
      }
    }
    EXPECT_EQ(sum, kSum);
    const std::string_view bank = kBanks[random.below(kBanks.size())];
    ASSERT_TRUE(transaction.put("a sum", std::to_string(sum), bank).is_ok());
    const Status status = transaction.commit(write);
    ASSERT_TRUE(status.is_ok() || status.code() == Code::kConflict) << status.to_string();
  }

  // Twins in two keyspaces, put and removed by one batch, are seen together or not at all.
  void write_twins(Random& random, int i) {
    const std::string key = "twin " + key_of(static_cast<int>(random.below(100)));
    WriteBatch batch;
    for (const std::string_view bank : {"second", "tree"}) {
      if (random.below(2) == 0) batch.remove(key, bank);
      batch.put(key, std::to_string(i) + std::string(i % 200, 't'), bank);
    }
    ASSERT_TRUE(db->write(write, std::move(batch)).is_ok());
    if (i % 3 != 0) return;
    WriteBatch removal;
    for (const std::string_view bank : {"second", "tree"}) removal.remove(key, bank);
    ASSERT_TRUE(db->write(write, std::move(removal)).is_ok());
  }
  void read_twins(Random& random) {
    const Snapshot snapshot = db->snapshot();
    const std::string key = "twin " + key_of(static_cast<int>(random.below(100)));
    const Result<Bytes> one = db->get({&snapshot, "second"}, key);
    const Result<Bytes> two = db->get({&snapshot, "tree"}, key);
    ASSERT_EQ(one.is_ok(), two.is_ok());
    if (one.is_ok()) {
      EXPECT_EQ(one->view(), two->view());
    }
    (void)db->physical_work();
    (void)db->memory_usage();
  }

  void put_and_remove_alone(Random& random, int i) {
    const std::string key = "alone " + key_of(static_cast<int>(random.below(300)));
    const WriteOptions to{Sync::kNone, kBanks[random.below(kBanks.size())]};
    ASSERT_TRUE((i % 4 == 0 ? db->remove(to, key) : db->put(to, key, value_for(i % 500))).is_ok());
  }

  // An iterator over it outlives the keyspace.
  void come_and_go(int i) {
    const auto kind = i % 2 == 0 ? KeyspaceKind::kBTree : KeyspaceKind::kLsm;
    ASSERT_TRUE(db->create_keyspace("passing", kind).is_ok());
    for (int n = 0; n < 60; ++n)
      ASSERT_TRUE(db->put({Sync::kNone, "passing"}, key_of(n), value_for(n)).is_ok());
    Iterator it = db->iterate({nullptr, "passing"});
    it.seek(key_of(0));
    if (i % 4 == 0) {
      ASSERT_TRUE((i % 8 == 0 ? db->flush() : db->compact()).is_ok());
    }
    ASSERT_TRUE(db->drop_keyspace("passing").is_ok());
    int seen = 0;
    for (; it.valid() && it.key().starts_with("key"); it.next()) ++seen;
    ASSERT_TRUE(it.status().is_ok()) << it.status().to_string();
    EXPECT_EQ(seen, 60);
    EXPECT_GE(db->keyspaces().size(), kBanks.size());
  }

  // Rounds of one thread, until the first thread is done.
  std::thread rounds(uint64_t number, std::function<void(Random&, int)> round) {
    return std::thread([this, number, round] {
      Random random(test_seed() + number);
      for (int i = 0; i < kRounds || !done_.load(); ++i) {
        round(random, i);
        if (HasFatalFailure()) return;
      }
    });
  }

  std::atomic<bool> done_{false};
  std::atomic<uint64_t> commits_{0};
  std::atomic<uint64_t> conflicts_{0};
};

TEST_F(DbThreads, EightAtOnceKeepTheSum) {
  std::vector<std::thread> threads;
  threads.push_back(rounds(1, [this](Random& random, int i) {
    transfer(random, i % 2 == 0 ? Isolation::kSerializable : Isolation::kSnapshot);
  }));
  threads.push_back(
      rounds(2, [this](Random& random, int) { transfer(random, Isolation::kSnapshot); }));
  threads.push_back(rounds(3, [this](Random& random, int i) {
    write_twins(random, i);
    put_and_remove_alone(random, i);
  }));
  threads.push_back(rounds(4, [this](Random&, int i) { scan_at_a_snapshot(i % 2 == 0); }));
  threads.push_back(rounds(5, [this](Random& random, int) { audit(random); }));
  threads.push_back(rounds(6, [this](Random& random, int) { read_twins(random); }));
  threads.push_back(rounds(7, [this](Random&, int i) { come_and_go(i); }));
  transfer_until_compacted();
  done_ = true;
  for (std::thread& thread : threads) thread.join();

  const PhysicalWork work = db->physical_work();
  EXPECT_GE(work.compactions, kCompactions);
  EXPECT_GE(work.checkpoints, 2u);
  EXPECT_GT(commits_, uint64_t{kTransfers});
  for (const bool forwards : {true, false}) scan_at_a_snapshot(forwards);
  reopen();
  scan_at_a_snapshot(true);
}

}  // namespace
}  // namespace engine
