// Transactions: what they see, and what is a conflict. What isolation keeps away is in
// transaction_anomaly_test.cc.
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

}  // namespace
}  // namespace engine
