// Thousands of small random histories of transactions that overlap, in keyspaces of both kinds, read
// key by key and by scans both ways. Their calls are interleaved on one thread,
// so each repeats by its seed.
//
// Serializable histories are checked for an order without cycles, by the graph of Adya, "Weak
// Consistency: A Generalized Theory and Optimistic Implementations for Distributed Transactions"
// (1999): an edge from one committed transaction to another which overwrote what it wrote (ww), read
// what it wrote (wr), or overwrote what it read (rw). A range is a read of each key that it covers,
// there or not. Histories under snapshot isolation are checked for reads of one moment and for
// first-committer-wins. Both must be broken when the conflict check is off.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include "engine/base/random.h"
#include "engine/base/test_seed.h"
#include "engine/db/test_db.h"
#include "engine/db/transaction.h"

namespace engine {
namespace {

constexpr int kGraphKeys = 6;  // in each of two keyspaces
constexpr size_t kGraphTransactions = 6;
constexpr std::string_view kGraphKeyspaces[] = {"lsm", "btree"};

// A key of one of the keyspaces.
struct Cell {
  int keyspace;
  int key;
  friend auto operator<=>(const Cell&, const Cell&) = default;
  std::string_view name() const { return kGraphKeyspaces[keyspace]; }
  std::string key_text() const { return key_of(key); }
};

// What a transaction did. Times are counted in calls.
struct Done {
  uint64_t begun = 0;
  uint64_t committed = 0;  // 0: not
  bool conflicted = false;
  std::vector<std::pair<Cell, std::string>> reads;  // "": nothing there
  std::map<Cell, std::string> writes;               // "": removed
};

// One history after another on one database.
class GraphHistory {
 public:
  GraphHistory(TestDb& test, Isolation isolation) : test_(test), isolation_(isolation) {}

  // The transactions, those that committed and others.
  std::vector<Done> run(Random& random) {
    before_ = now_;
    clock_ = 0;
    done_.assign(kGraphTransactions, {});
    open_.clear();
    while (open_.size() < kGraphTransactions || has_open()) step(random);
    return std::move(done_);
  }

  // What stood there when the history began.
  std::string before(const Cell& cell) const {
    const auto found = before_.find(cell);
    return found == before_.end() ? "" : found->second;
  }

 private:
  bool has_open() const {
    return std::any_of(open_.begin(), open_.end(),
                       [](const auto& open) { return open.has_value(); });
  }

  static Cell any_cell(Random& random) {
    return {static_cast<int>(random.below(2)), static_cast<int>(random.below(kGraphKeys))};
  }

  void step(Random& random) {
    ++clock_;
    if (random.below(200) == 0) {
      ASSERT_TRUE(test_.db->flush().is_ok());
    }
    const size_t i = random.below(kGraphTransactions);
    if (i >= open_.size()) {
      if (open_.size() == kGraphTransactions) return;
      done_[open_.size()].begun = clock_;
      open_.emplace_back(test_.db->begin(isolation_));
    } else if (open_[i]) {
      act(random, i);
    }
  }

  void act(Random& random, size_t i) {
    const uint64_t kind = random.below(10);
    if (kind < 3) return get(*open_[i], done_[i], any_cell(random));
    if (kind < 5) return scan(*open_[i], done_[i], any_cell(random), random);
    if (kind < 8) return write(*open_[i], done_[i], any_cell(random), random);
    commit(i, kind == 9 && random.below(4) == 0);
  }

  static void note(Done& done, const Cell& cell, std::string value) {
    const auto own = done.writes.find(cell);
    if (own == done.writes.end()) return done.reads.emplace_back(cell, std::move(value)), void();
    EXPECT_EQ(value, own->second) << "an own write is not read";
  }

  static void get(Transaction& transaction, Done& done, const Cell& cell) {
    const Result<Bytes> value = transaction.get(cell.key_text(), cell.name());
    ASSERT_TRUE(value.is_ok() || value.status().is_not_found()) << value.status().to_string();
    note(done, cell, value.is_ok() ? std::string(value->view()) : "");
  }

  // A few keys up or down from the first one that is there, or to the end.
  static void scan(Transaction& transaction, Done& done, const Cell& from, Random& random) {
    std::map<int, std::string> found;
    int first = from.key, last = from.key;  // what it covers
    const bool up = random.below(2) == 0;
    Iterator it = transaction.iterate(from.name());
    it.seek(from.key_text());
    if (!it.valid()) last = kGraphKeys - 1;
    for (uint64_t left = random.below(4); it.valid(); --left) {
      const int at = std::stoi(std::string(it.key().substr(3)));
      found[at] = it.value();
      first = std::min(first, at);
      last = std::max(last, at);
      if (left == 0) break;
      up ? it.next() : it.prev();
      if (!it.valid()) (up ? last : first) = up ? kGraphKeys - 1 : 0;
    }
    ASSERT_TRUE(it.status().is_ok());
    for (int key = first; key <= last; ++key)
      note(done, {from.keyspace, key}, found.contains(key) ? found[key] : "");
  }

  static void write(Transaction& transaction, Done& done, const Cell& cell, Random& random) {
    const bool removes = random.below(4) == 0;
    const std::string value = removes ? "" : std::to_string(random.next());
    ASSERT_TRUE((removes ? transaction.remove(cell.key_text(), cell.name())
                         : transaction.put(cell.key_text(), value, cell.name()))
                    .is_ok());
    done.writes[cell] = value;
  }

  void commit(size_t i, bool aborts) {
    if (!aborts) {
      const Status status = open_[i]->commit({});
      ASSERT_TRUE(status.is_ok() || status.code() == Code::kConflict) << status.to_string();
      done_[i].conflicted = !status.is_ok();
      if (status.is_ok()) {
        done_[i].committed = clock_;
        for (const auto& [cell, value] : done_[i].writes) now_[cell] = value;
      }
    }
    open_[i].reset();
  }

  TestDb& test_;
  const Isolation isolation_;
  std::map<Cell, std::string> before_;
  std::map<Cell, std::string> now_;
  uint64_t clock_ = 0;
  std::vector<Done> done_;
  std::vector<std::optional<Transaction>> open_;
};

// The versions of each cell in the order of the commits: who wrote it (-1: it stood there before).
struct Written {
  int by;
  uint64_t at;
  std::string value;
};
using Chains = std::map<Cell, std::vector<Written>>;

Chains chains_of(const std::vector<Done>& history, const GraphHistory& made) {
  Chains chains;
  for (int keyspace = 0; keyspace < 2; ++keyspace)
    for (int key = 0; key < kGraphKeys; ++key)
      chains[{keyspace, key}].push_back({-1, 0, made.before({keyspace, key})});
  for (size_t i = 0; i < history.size(); ++i) {
    if (history[i].committed == 0) continue;
    for (const auto& [cell, value] : history[i].writes)
      chains[cell].push_back({static_cast<int>(i), history[i].committed, value});
  }
  for (auto& [cell, chain] : chains)
    std::sort(chain.begin(), chain.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  return chains;
}

// Which version a transaction read: of those with the value the newest that it could have seen.
// Nothing: none of them.
std::optional<size_t> version_read(const std::vector<Written>& chain, const std::string& value,
                                   uint64_t begun) {
  for (size_t i = chain.size(); i-- > 0;)
    if (chain[i].at <= begun && chain[i].value == value) return i;
  return std::nullopt;
}

// Who must come before whom.
class Graph {
 public:
  void add(int from, int to) {
    if (from >= 0 && to >= 0 && from != to)
      before_[static_cast<size_t>(from)][static_cast<size_t>(to)] = true;
  }
  bool has_cycle() {
    for (size_t via = 0; via < kGraphTransactions; ++via)
      for (size_t from = 0; from < kGraphTransactions; ++from)
        for (size_t to = 0; to < kGraphTransactions; ++to)
          before_[from][to] |= before_[from][via] && before_[via][to];
    for (size_t i = 0; i < kGraphTransactions; ++i)
      if (before_[i][i]) return true;
    return false;
  }

 private:
  std::array<std::array<bool, kGraphTransactions>, kGraphTransactions> before_ = {};
};

std::string serial_violation(const std::vector<Done>& history, const Chains& chains) {
  Graph graph;
  for (const auto& [cell, chain] : chains)
    for (size_t i = 1; i < chain.size(); ++i) graph.add(chain[i - 1].by, chain[i].by);
  for (size_t i = 0; i < history.size(); ++i) {
    if (history[i].committed == 0) continue;
    for (const auto& [cell, value] : history[i].reads) {
      const std::vector<Written>& chain = chains.at(cell);
      const auto read = version_read(chain, value, history[i].begun);
      if (!read) return "a read of what never was";
      graph.add(chain[*read].by, static_cast<int>(i));
      if (*read + 1 < chain.size()) graph.add(static_cast<int>(i), chain[*read + 1].by);
    }
  }
  return graph.has_cycle() ? "no serial order" : "";
}

std::string snapshot_violation(const std::vector<Done>& history, const Chains& chains) {
  for (const Done& done : history) {
    for (const auto& [cell, value] : done.reads) {
      const std::vector<Written>& chain = chains.at(cell);
      const auto read = version_read(chain, value, done.begun);
      const bool newest = read && (*read + 1 == chain.size() || chain[*read + 1].at > done.begun);
      if (!newest) return "a read of another moment than the begin";
    }
    for (const Done& other : history) {
      const bool overlaps = other.committed < done.committed && other.committed > done.begun;
      if (done.committed == 0 || other.committed == 0 || !overlaps) continue;
      for (const auto& [cell, value] : done.writes)
        if (other.writes.contains(cell)) return "the first committer did not win";
    }
  }
  return "";
}

class TransactionGraph : public ::testing::TestWithParam<Isolation>, public TestDb {
 protected:
  struct Seen {
    uint64_t violations = 0;
    uint64_t commits = 0;
    uint64_t conflicts = 0;
    std::string first;  // violation
  };

  Seen check(int histories) {
    options.checkpoint_bytes = 4096;
    reopen();
    EXPECT_TRUE(db->create_keyspace("lsm", KeyspaceKind::kLsm).is_ok());
    EXPECT_TRUE(db->create_keyspace("btree", KeyspaceKind::kBTree).is_ok());
    GraphHistory maker(*this, GetParam());
    Random random(test_seed());
    Seen seen;
    for (int i = 0; i < histories && !HasFatalFailure(); ++i) {
      const std::vector<Done> history = maker.run(random);
      const Chains chains = chains_of(history, maker);
      const std::string violation = GetParam() == Isolation::kSerializable
                                        ? serial_violation(history, chains)
                                        : snapshot_violation(history, chains);
      for (const Done& done : history) {
        seen.commits += done.committed != 0;
        seen.conflicts += done.conflicted;
      }
      if (violation.empty()) continue;
      if (++seen.violations == 1) seen.first = violation + " in history " + std::to_string(i);
    }
    return seen;
  }
};

constexpr int kHistories = 6000;  // under each isolation

TEST_P(TransactionGraph, OfThousandsOfHistoriesIsAsTheIsolationPromises) {
  const Seen seen = check(kHistories);
  EXPECT_EQ(seen.violations, 0u) << "HEAPDYNO_SEED=" << test_seed() << ": " << seen.first;
  EXPECT_GT(seen.commits, 2u * kHistories);
  EXPECT_GT(seen.conflicts, uint64_t{kHistories} / 2);
}

TEST_P(TransactionGraph, IsBrokenWithoutTheConflictCheck) {
  options.check_conflicts = false;
  EXPECT_GT(check(300).violations, 30u);
}

// Why snapshot isolation is checked for less: it allows write skew, which is a cycle.
TEST(TransactionGraphCycle, OfAWriteSkewIsFound) {
  const Cell x{0, 0}, y{1, 0};
  const Done one{1, 3, false, {{x, ""}, {y, ""}}, {{x, "1"}}};
  const Done two{2, 4, false, {{x, ""}, {y, ""}}, {{y, "2"}}};
  TestDb test;
  test.reopen();
  const GraphHistory nothing(test, Isolation::kSnapshot);
  const std::vector<Done> history{one, two};
  EXPECT_EQ(serial_violation(history, chains_of(history, nothing)), "no serial order");
  EXPECT_EQ(snapshot_violation(history, chains_of(history, nothing)), "");
}

INSTANTIATE_TEST_SUITE_P(Both, TransactionGraph,
                         ::testing::Values(Isolation::kSerializable, Isolation::kSnapshot),
                         [](const auto& instance) {
                           return instance.param == Isolation::kSnapshot ? "Snapshot"
                                                                         : "Serializable";
                         });

}  // namespace
}  // namespace engine
