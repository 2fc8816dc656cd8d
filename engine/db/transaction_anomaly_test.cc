// The anomalies that isolation keeps away, by the names of Berenson et al., "A Critique of ANSI SQL
// Isolation Levels" (1995): in keyspaces of both kinds, under both levels, read by get and by scan.
//
// Each function tries to bring one about and says whether it did. Where the conflict check keeps it
// away, it must come about without the check. What the snapshot keeps away by itself (dirty read,
// non-repeatable read, read skew, phantom read) does not depend on the check: it must come about when
// the same calls read past the transaction, else the test could not fail.
#include <gtest/gtest.h>

#include <tuple>

#include "engine/db/test_db.h"
#include "engine/db/transaction.h"

namespace engine {
namespace {

enum class ReadBy : unsigned char { kGet, kScan };

class Anomaly : public ::testing::TestWithParam<std::tuple<KeyspaceKind, ReadBy>>, public TestDb {
 public:
  static constexpr Isolation kBoth[] = {Isolation::kSerializable, Isolation::kSnapshot};

  Anomaly() { start(); }

  void start() {
    db.reset();
    disk_ = std::make_unique<MemoryFileSystem>();
    options.file_system = disk_.get();
    reopen();
    EXPECT_TRUE(db->create_keyspace("data", std::get<KeyspaceKind>(GetParam())).is_ok());
    put_now("x", "0");
    put_now("y", "0");
  }
  ~Anomaly() override { db.reset(); }

  // Each attempt in a database of its own.
  template <typename Attempt>
  bool happens(Attempt attempt, Isolation isolation, bool check_conflicts) {
    options.check_conflicts = check_conflicts;
    start();
    return (this->*attempt)(isolation);
  }

  // Where the check is what keeps it away under a level, which is all that differs between levels.
  template <typename Attempt>
  void expect_kept_away_by_the_check(Attempt attempt, bool possible_under_snapshot_isolation) {
    EXPECT_FALSE(happens(attempt, Isolation::kSerializable, true));
    EXPECT_EQ(happens(attempt, Isolation::kSnapshot, true), possible_under_snapshot_isolation);
    for (const Isolation isolation : kBoth) EXPECT_TRUE(happens(attempt, isolation, false));
  }

  template <typename Attempt>
  void expect_kept_away_by_the_snapshot(Attempt attempt) {
    for (const Isolation isolation : kBoth) {
      EXPECT_FALSE(happens(attempt, isolation, true));
      EXPECT_FALSE(happens(attempt, isolation, false));
    }
    past_the_transaction_ = true;
    EXPECT_TRUE(happens(attempt, Isolation::kSerializable, true));
  }

  void put_now(std::string_view key, std::string_view value) {
    ASSERT_TRUE(db->put({Sync::kNone, "data"}, key, value).is_ok());
  }
  static void put_in(Transaction& transaction, std::string_view key, std::string_view value) {
    ASSERT_TRUE(transaction.put(key, value, "data").is_ok());
  }
  std::string now(std::string_view key) {
    return std::string(db->get({nullptr, "data"}, key)->view());
  }

  // The value; "" where there is none.
  std::string read(Transaction& transaction, std::string_view key) {
    if (past_the_transaction_) return now(key);
    if (std::get<ReadBy>(GetParam()) == ReadBy::kGet) {
      const Result<Bytes> value = transaction.get(key, "data");
      return value.is_ok() ? std::string(value->view()) : "";
    }
    const Result<Range> range = transaction.range(key, 1, "data");
    EXPECT_TRUE(range.is_ok());
    const bool found = !range->empty() && (*range)[0].key.view() == key;
    return found ? std::string((*range)[0].value.view()) : "";
  }
  size_t count(Transaction& transaction) {
    return past_the_transaction_ ? db->range({nullptr, "data"}, "x", 10)->size()
                                 : transaction.range("x", 10, "data")->size();
  }

  bool commits(Transaction& transaction) {
    const Status status = transaction.commit(write);
    EXPECT_TRUE(status.is_ok() || status.code() == Code::kConflict) << status.to_string();
    return status.is_ok();
  }
  // Whether both of two transactions that overlap could commit. What the first committed is moved
  // on its way, so that it must be found wherever it is.
  bool both_commit(Transaction& first, Transaction& second) {
    const bool one = commits(first);
    EXPECT_TRUE(db->flush().is_ok());
    const bool two = commits(second);
    EXPECT_TRUE(one);
    return one && two;
  }

  // P0: of two that write x and y, the second overwrites what the first has not shown it.
  bool dirty_write(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b}) {
      (void)read(*transaction, "x");
      put_in(*transaction, "x", transaction == &a ? "a" : "b");
      put_in(*transaction, "y", transaction == &a ? "a" : "b");
    }
    const bool both = both_commit(a, b);
    EXPECT_EQ(now("x"), now("y"));  // never mixed: a commit is one batch
    return both;
  }

  // P1: what was written and never committed is read. Past the transaction: by who wrote it.
  bool dirty_read(Isolation isolation) {
    Transaction a = db->begin(isolation);
    put_in(a, "x", "dirty");
    Transaction b = db->begin(isolation);
    return past_the_transaction_ ? a.get("x", "data")->view() == "dirty" : read(b, "x") == "dirty";
  }

  // P2: the same read gives two answers.
  bool non_repeatable_read(Isolation isolation) {
    Transaction a = db->begin(isolation);
    const std::string before = read(a, "x");
    put_now("x", "changed");
    EXPECT_TRUE(db->compact().is_ok());
    return read(a, "x") != before;
  }

  // P4: two read x and write what they read plus one.
  bool lost_update(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b})
      put_in(*transaction, "x", std::to_string(std::stoi(read(*transaction, "x")) + 1));
    return both_commit(a, b) && now("x") == "1";
  }

  // A5A: x and y are read from two moments.
  bool read_skew(Isolation isolation) {
    Transaction a = db->begin(isolation);
    const std::string x = read(a, "x");
    WriteBatch both;
    both.put("x", "new", "data");
    both.put("y", "new", "data");
    EXPECT_TRUE(db->write(write, std::move(both)).is_ok());
    return read(a, "y") != x;
  }

  // A5B: each reads both and writes the other one.
  bool write_skew(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b}) {
      (void)read(*transaction, "x");
      (void)read(*transaction, "y");
    }
    put_in(a, "x", "1");
    put_in(b, "y", "1");
    return both_commit(a, b);
  }

  // P3, as a write skew: each counts the keys of a range and adds one to it.
  bool phantom(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b}) {
      EXPECT_EQ(count(*transaction), 2u);
      put_in(*transaction, transaction == &a ? "xa" : "xb", "v");
    }
    return both_commit(a, b);
  }

  // P3, as a read: the same range has one key more.
  bool phantom_read(Isolation isolation) {
    Transaction a = db->begin(isolation);
    const size_t before = count(a);
    put_now("xa", "v");
    return count(a) != before;
  }

  // Each makes the key that the other one saw missing.
  bool absent_read(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    EXPECT_EQ(read(a, "b's"), "");
    EXPECT_EQ(read(b, "a's"), "");
    put_in(a, "a's", "v");
    put_in(b, "b's", "v");
    return both_commit(a, b);
  }

  std::unique_ptr<MemoryFileSystem> disk_;
  bool past_the_transaction_ = false;
};

TEST_P(Anomaly, DirtyWrite) { expect_kept_away_by_the_check(&Anomaly::dirty_write, false); }
TEST_P(Anomaly, LostUpdate) { expect_kept_away_by_the_check(&Anomaly::lost_update, false); }

// The price of checking written keys alone: snapshot isolation allows these three.
TEST_P(Anomaly, WriteSkew) { expect_kept_away_by_the_check(&Anomaly::write_skew, true); }
TEST_P(Anomaly, Phantom) { expect_kept_away_by_the_check(&Anomaly::phantom, true); }
TEST_P(Anomaly, AbsentKeyRead) { expect_kept_away_by_the_check(&Anomaly::absent_read, true); }

TEST_P(Anomaly, DirtyRead) { expect_kept_away_by_the_snapshot(&Anomaly::dirty_read); }
TEST_P(Anomaly, NonRepeatableRead) {
  expect_kept_away_by_the_snapshot(&Anomaly::non_repeatable_read);
}
TEST_P(Anomaly, ReadSkew) { expect_kept_away_by_the_snapshot(&Anomaly::read_skew); }
TEST_P(Anomaly, PhantomRead) { expect_kept_away_by_the_snapshot(&Anomaly::phantom_read); }

INSTANTIATE_TEST_SUITE_P(All, Anomaly,
                         ::testing::Combine(::testing::Values(KeyspaceKind::kLsm,
                                                              KeyspaceKind::kBTree),
                                            ::testing::Values(ReadBy::kGet, ReadBy::kScan)),
                         [](const auto& instance) {
                           const bool is_lsm =
                               std::get<KeyspaceKind>(instance.param) == KeyspaceKind::kLsm;
                           const bool gets = std::get<ReadBy>(instance.param) == ReadBy::kGet;
                           return std::string(is_lsm ? "Lsm" : "BTree") + (gets ? "Get" : "Scan");
                         });

}  // namespace
}  // namespace engine
