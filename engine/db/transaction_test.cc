// Transactions: what they see, what they must not do, and that their conflict check is what keeps
// them from it.
#include "engine/db/transaction.h"

#include <gtest/gtest.h>

#include "engine/db/test_db.h"

namespace engine {
namespace {

std::string text(const Result<Bytes>& value) {
  return value.is_ok() ? std::string(value->view()) : value.status().to_string();
}

class TransactionTest : public ::testing::Test, public TestDb {
 protected:
  TransactionTest() { reopen(); }

  bool commit(Transaction& transaction) {
    const Status status = transaction.commit(write);
    EXPECT_TRUE(status.is_ok() || status.code() == Code::kConflict) << status.to_string();
    return status.is_ok();
  }
};

TEST_F(TransactionTest, NobodySeesItsWritesBeforeTheCommitAndAllAfterIt) {
  Transaction transaction = db->begin();
  ASSERT_TRUE(transaction.put("a", "1").is_ok());
  ASSERT_TRUE(transaction.put("b", "2").is_ok());
  EXPECT_EQ(text(transaction.get("a")), "1");
  EXPECT_EQ(get("a"), "not found");
  ASSERT_TRUE(commit(transaction));
  EXPECT_EQ(all(), (Pairs{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(transaction.commit(write).code(), Code::kInvalidArgument);
  EXPECT_EQ(transaction.put("c", "3").code(), Code::kInvalidArgument);
  EXPECT_EQ(transaction.get("a").status().code(), Code::kInvalidArgument);
  EXPECT_EQ(transaction.iterate().status().code(), Code::kInvalidArgument);
}

TEST_F(TransactionTest, AbortedItLeavesNothing) {
  {
    Transaction transaction = db->begin();
    ASSERT_TRUE(transaction.put("a", "1").is_ok());
    transaction.abort();
    EXPECT_EQ(transaction.commit(write).code(), Code::kInvalidArgument);
    Transaction forgotten = db->begin();
    ASSERT_TRUE(forgotten.put("b", "1").is_ok());
  }
  reopen();
  EXPECT_TRUE(all().empty());
}

TEST_F(TransactionTest, ScansSeeOwnWritesBothWays) {
  for (int i = 0; i < 10; i += 2) ASSERT_TRUE(put(key_of(i), "old").is_ok());
  ASSERT_TRUE(db->flush().is_ok());
  Transaction transaction = db->begin();
  ASSERT_TRUE(transaction.put(key_of(3), "new").is_ok());
  ASSERT_TRUE(transaction.put(key_of(4), "changed").is_ok());
  ASSERT_TRUE(transaction.remove(key_of(6)).is_ok());
  ASSERT_TRUE(transaction.put(key_of(5), "gone").is_ok());
  ASSERT_TRUE(transaction.remove(key_of(5)).is_ok());
  ASSERT_TRUE(put(key_of(7), "another's").is_ok());
  const Pairs expected{{key_of(0), "old"},
                       {key_of(2), "old"},
                       {key_of(3), "new"},
                       {key_of(4), "changed"},
                       {key_of(8), "old"}};
  EXPECT_EQ(forward(transaction.iterate()), expected);
  EXPECT_EQ(backward(transaction.iterate()), Pairs(expected.rbegin(), expected.rend()));
  const Result<Range> range = transaction.range(key_of(3), 2);
  ASSERT_TRUE(range.is_ok());
  ASSERT_EQ(range->size(), 2u);
  EXPECT_EQ((*range)[1].value.view(), "changed");
  Iterator it = transaction.iterate();
  it.seek(key_of(4));
  ASSERT_TRUE(it.valid());
  EXPECT_EQ(it.value(), "changed");
  it.prev();
  EXPECT_EQ(it.value(), "new");
  it.next();
  EXPECT_EQ(it.value(), "changed");
}

TEST_F(TransactionTest, AConflictNamesTheKey) {
  ASSERT_TRUE(db->create_keyspace("users").is_ok());
  Transaction transaction = db->begin(Isolation::kSnapshot);
  ASSERT_TRUE(transaction.put(std::string_view("k\0y", 3), "mine", "users").is_ok());
  ASSERT_TRUE(db->put({Sync::kNone, "users"}, std::string_view("k\0y", 3), "theirs").is_ok());
  EXPECT_EQ(transaction.commit(write).to_string(),
            "conflict: key \"k\\x00y\" of keyspace \"users\" was written by another since the "
            "transaction began: try again");
}

TEST_F(TransactionTest, ItSpansKeyspaces) {
  ASSERT_TRUE(db->create_keyspace("users", KeyspaceKind::kBTree).is_ok());
  Transaction transaction = db->begin();
  ASSERT_TRUE(transaction.put("k", "1", "users").is_ok());
  ASSERT_TRUE(transaction.put("k", "2").is_ok());
  EXPECT_EQ(text(transaction.get("k", "users")), "1");
  ASSERT_TRUE(commit(transaction));
  EXPECT_EQ(get("k"), "2");
  EXPECT_EQ(text(db->get({nullptr, "users"}, "k")), "1");
  Transaction nobody = db->begin();
  ASSERT_TRUE(nobody.put("k", "1", "nobody's").is_ok());
  EXPECT_EQ(nobody.commit(write).code(), Code::kInvalidArgument);
}

TEST_F(TransactionTest, AKeyspaceThatWasMadeAnewIsAConflict) {
  ASSERT_TRUE(db->create_keyspace("users").is_ok());
  Transaction transaction = db->begin();
  EXPECT_EQ(text(transaction.get("k", "users")), "not found");
  ASSERT_TRUE(db->drop_keyspace("users").is_ok());
  ASSERT_TRUE(db->create_keyspace("users").is_ok());
  ASSERT_TRUE(transaction.put("k", "1", "users").is_ok());
  EXPECT_FALSE(commit(transaction));
}

// What another committed is found wherever it is by then.
TEST_F(TransactionTest, ConflictsAreFoundInTablesToo) {
  for (const bool compacted : {false, true}) {
    for (const bool scans : {false, true}) {
      Transaction transaction = db->begin();
      if (scans) {
        (void)forward(transaction.iterate());
      } else {
        (void)transaction.get(key_of(5)).is_ok();
      }
      ASSERT_TRUE(put(key_of(5), std::to_string(scans)).is_ok());
      ASSERT_TRUE((compacted ? db->compact() : db->flush()).is_ok());
      ASSERT_TRUE(transaction.put("mine", "v").is_ok());
      EXPECT_FALSE(commit(transaction));
    }
  }
}

TEST_F(TransactionTest, ConflictsAreFoundInBTrees) {
  ASSERT_TRUE(db->create_keyspace("tree", KeyspaceKind::kBTree).is_ok());
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(db->put({Sync::kNone, "tree"}, key_of(i), "v").is_ok());
  for (const bool removes : {false, true}) {
    for (const bool scans : {false, true}) {
      Transaction transaction = db->begin();
      if (scans) {
        ASSERT_TRUE(transaction.range(key_of(40), 20, "tree").is_ok());
      } else {
        ASSERT_TRUE(transaction.get(key_of(50), "tree").is_ok());
      }
      const WriteOptions tree{Sync::kNone, "tree"};
      ASSERT_TRUE(
          (removes ? db->remove(tree, key_of(50)) : db->put(tree, key_of(50), "w")).is_ok());
      ASSERT_TRUE(db->put(tree, key_of(51), "neighbour").is_ok());
      ASSERT_TRUE(db->flush().is_ok());
      ASSERT_TRUE(transaction.put("mine", "v").is_ok());
      EXPECT_FALSE(commit(transaction));
      ASSERT_TRUE(db->put(tree, key_of(50), "v").is_ok());
    }
  }
}

TEST_F(TransactionTest, ATransactionThatOnlyReadsIsNeverInTheWay) {
  ASSERT_TRUE(put("a", "1").is_ok());
  Transaction reader = db->begin();
  EXPECT_EQ(text(reader.get("a")), "1");
  ASSERT_TRUE(put("a", "2").is_ok());
  EXPECT_EQ(text(reader.get("a")), "1");
  EXPECT_TRUE(commit(reader));
}

TEST_F(TransactionTest, OnlyTheRangeThatAScanCoveredIsInItsReadSet) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(put(key_of(i), "v").is_ok());
  const auto conflicts_with = [&](int key, auto scan) {
    Transaction transaction = db->begin();
    {
      Iterator it = transaction.iterate();
      scan(it);
    }
    EXPECT_TRUE(transaction.put("other", "v").is_ok());
    EXPECT_TRUE(put(key_of(key), "changed").is_ok());
    return !commit(transaction);
  };
  const auto up = [&](Iterator& it) {
    it.seek(key_of(5));
    for (int i = 0; i < 4; ++i) it.next();  // to 9
  };
  EXPECT_FALSE(conflicts_with(4, up));
  EXPECT_TRUE(conflicts_with(5, up));
  EXPECT_TRUE(conflicts_with(9, up));
  EXPECT_FALSE(conflicts_with(10, up));
  const auto down = [&](Iterator& it) {
    it.seek_to_last();  // "other", once it is there
    while (it.key() != key_of(15)) it.prev();
  };
  EXPECT_FALSE(conflicts_with(14, down));
  EXPECT_TRUE(conflicts_with(15, down));
  EXPECT_TRUE(conflicts_with(25, down));
  const auto to_start = [&](Iterator& it) {
    it.seek(key_of(3));
    while (it.valid()) it.prev();
  };
  EXPECT_TRUE(conflicts_with(0, to_start));
  EXPECT_FALSE(conflicts_with(4, to_start));
  const auto to_end = [&](Iterator& it) {
    for (it.seek(key_of(18)); it.valid(); it.next()) continue;
  };
  EXPECT_TRUE(conflicts_with(40, to_end));
  EXPECT_FALSE(conflicts_with(17, to_end));
}

// The anomalies, by the names of Berenson et al., "A Critique of ANSI SQL Isolation Levels" (1995).
// Each tries to bring one about and says whether it did.
class Anomaly : public TransactionTest {
 protected:
  Anomaly() {
    EXPECT_TRUE(put("x", "0").is_ok());
    EXPECT_TRUE(put("y", "0").is_ok());
  }

  // Whether both of two transactions that overlap could commit.
  bool both_commit(Transaction& first, Transaction& second) {
    const bool one = commit(first);
    const bool two = commit(second);
    EXPECT_TRUE(one || two);
    return one && two;
  }

  // P0: of two that write x and y, one wins x and the other y.
  bool dirty_write(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b}) {
      (void)transaction->get("x").is_ok();
      const std::string mine = transaction == &a ? "a" : "b";
      EXPECT_TRUE(transaction->put("x", mine).is_ok());
      EXPECT_TRUE(transaction->put("y", mine).is_ok());
    }
    const bool both = both_commit(a, b);
    EXPECT_EQ(get("x"), get("y"));  // never mixed: a commit is one batch
    return both;
  }

  // P1: what was written and never committed is read.
  bool dirty_read(Isolation isolation) {
    Transaction a = db->begin(isolation);
    EXPECT_TRUE(a.put("x", "dirty").is_ok());
    Transaction b = db->begin(isolation);
    return text(b.get("x")) == "dirty";
  }

  // P2: the same read gives two answers.
  bool non_repeatable_read(Isolation isolation) {
    Transaction a = db->begin(isolation);
    const std::string before = text(a.get("x"));
    EXPECT_TRUE(put("x", "changed").is_ok());
    EXPECT_TRUE(db->compact().is_ok());
    return text(a.get("x")) != before;
  }

  // P4: two read x and write what they read plus one.
  bool lost_update(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b}) {
      const int count = std::stoi(text(transaction->get("x")));
      EXPECT_TRUE(transaction->put("x", std::to_string(count + 1)).is_ok());
    }
    return both_commit(a, b) && get("x") == "1";
  }

  // A5A: x and y are read from two moments.
  bool read_skew(Isolation isolation) {
    Transaction a = db->begin(isolation);
    const std::string x = text(a.get("x"));
    WriteBatch both;
    both.put("x", "new");
    both.put("y", "new");
    EXPECT_TRUE(db->write(write, std::move(both)).is_ok());
    return text(a.get("y")) != x;
  }

  // A5B: each reads both and writes the other one.
  bool write_skew(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b}) {
      (void)transaction->get("x").is_ok();
      (void)transaction->get("y").is_ok();
    }
    EXPECT_TRUE(a.put("x", "1").is_ok());
    EXPECT_TRUE(b.put("y", "1").is_ok());
    return both_commit(a, b);
  }

  // P3: each counts the keys of a range and adds one to it.
  bool phantom(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    for (auto* transaction : {&a, &b}) {
      EXPECT_EQ(transaction->range("x", 10)->size(), 2u);
      EXPECT_TRUE(transaction->put(transaction == &a ? "xa" : "xb", "v").is_ok());
    }
    return both_commit(a, b);
  }

  // A key that both saw missing is made by both under names of their own.
  bool absent_read(Isolation isolation) {
    Transaction a = db->begin(isolation);
    Transaction b = db->begin(isolation);
    EXPECT_EQ(text(a.get("b's")), "not found");
    EXPECT_EQ(text(b.get("a's")), "not found");
    EXPECT_TRUE(a.put("a's", "v").is_ok());
    EXPECT_TRUE(b.put("b's", "v").is_ok());
    return both_commit(a, b);
  }

  void without_check() {
    options.check_conflicts = false;
    reopen();
  }
};

TEST_F(Anomaly, DirtyWrite) {
  EXPECT_FALSE(dirty_write(Isolation::kSerializable));
  EXPECT_FALSE(dirty_write(Isolation::kSnapshot));
  without_check();
  EXPECT_TRUE(dirty_write(Isolation::kSerializable));
  EXPECT_TRUE(dirty_write(Isolation::kSnapshot));
}
// These three are kept away by the snapshot alone.
TEST_F(Anomaly, DirtyRead) {
  EXPECT_FALSE(dirty_read(Isolation::kSerializable));
  EXPECT_FALSE(dirty_read(Isolation::kSnapshot));
}
TEST_F(Anomaly, NonRepeatableRead) {
  EXPECT_FALSE(non_repeatable_read(Isolation::kSerializable));
  EXPECT_FALSE(non_repeatable_read(Isolation::kSnapshot));
}
TEST_F(Anomaly, ReadSkew) {
  EXPECT_FALSE(read_skew(Isolation::kSerializable));
  EXPECT_TRUE(put("x", "0").is_ok() && put("y", "0").is_ok());
  EXPECT_FALSE(read_skew(Isolation::kSnapshot));
}
TEST_F(Anomaly, LostUpdate) {
  EXPECT_FALSE(lost_update(Isolation::kSerializable));
  EXPECT_TRUE(put("x", "0").is_ok());
  EXPECT_FALSE(lost_update(Isolation::kSnapshot));
  EXPECT_TRUE(put("x", "0").is_ok());
  without_check();
  EXPECT_TRUE(lost_update(Isolation::kSerializable));
}
TEST_F(Anomaly, WriteSkewIsPossibleUnderSnapshotIsolationAlone) {
  EXPECT_FALSE(write_skew(Isolation::kSerializable));
  EXPECT_TRUE(write_skew(Isolation::kSnapshot));
  without_check();
  EXPECT_TRUE(write_skew(Isolation::kSerializable));
}
TEST_F(Anomaly, PhantomIsPossibleUnderSnapshotIsolationAlone) {
  EXPECT_FALSE(phantom(Isolation::kSerializable));
  EXPECT_TRUE(db->remove(write, "xa").is_ok() && db->remove(write, "xb").is_ok());
  EXPECT_TRUE(phantom(Isolation::kSnapshot));
  EXPECT_TRUE(db->remove(write, "xa").is_ok() && db->remove(write, "xb").is_ok());
  without_check();
  EXPECT_TRUE(phantom(Isolation::kSerializable));
}
TEST_F(Anomaly, AbsentKeysThatWereReadAreInTheReadSet) {
  EXPECT_FALSE(absent_read(Isolation::kSerializable));
  without_check();
  EXPECT_TRUE(db->remove(write, "a's").is_ok() && db->remove(write, "b's").is_ok());
  EXPECT_TRUE(absent_read(Isolation::kSerializable));
}

}  // namespace
}  // namespace engine
