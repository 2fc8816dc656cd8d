// What the crash tests do to a database: changes of every kind, with a digest kept of every state that
// there was. For tests only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/hash.h"
#include "engine/base/random.h"
#include "engine/db/test_db.h"

namespace engine::crash_test {

// Keyspace -> key -> value.
using State = std::map<std::string, std::map<std::string, std::string>>;

// Of indexes: what the value begins with.
inline constexpr Extractor kFirstByte{"first byte", [](std::string_view value, std::string_view) {
                                        return value.empty() ? std::nullopt
                                                             : std::optional(value.substr(0, 1));
                                      }};

// Whether each index says what a scan does.
inline Status check_indexes(Db& db, const std::string& keyspace,
                            const std::map<std::string, std::string>& entries) {
  for (const IndexInfo& index : db.indexes(keyspace)) {
    std::map<char, std::map<std::string, std::string>> by_first;
    for (const auto& entry : entries) by_first[entry.second.front()].insert(entry);
    for (char first = '0'; first <= 'z'; ++first) {
      const Result<Range> found = db.lookup({nullptr, keyspace}, index.name,
                                            std::string_view(&first, 1), entries.size() + 1);
      RETURN_IF_ERROR(found.status());
      std::map<std::string, std::string> listed;
      for (const Entry& entry : *found) listed.emplace(entry.key.view(), entry.value.view());
      if (listed != by_first[first] || listed.size() != found->size())
        return Status::corruption("an index does not give what a scan gives");
    }
  }
  return Status::ok();
}

// All that is there, as scans both ways, gets and indexes agree on.
inline Result<State> read_state(Db& db) {
  State state;
  for (const std::string& keyspace : db.keyspaces()) {
    std::map<std::string, std::string>& found = state[keyspace];
    Iterator it = db.iterate({nullptr, keyspace});
    for (it.seek_to_first(); it.valid(); it.next()) found.emplace(it.key(), it.value());
    RETURN_IF_ERROR(it.status());
    auto expected = found.rbegin();
    for (it.seek_to_last(); it.valid() && expected != found.rend(); it.prev(), ++expected) {
      if (it.key() != expected->first || it.value() != expected->second)
        return Status::corruption("the way back is another than the way forth");
    }
    RETURN_IF_ERROR(it.status());
    if (it.valid() || expected != found.rend())
      return Status::corruption("the way back ends elsewhere");
    for (const auto& [key, value] : found) {
      const Result<Bytes> got = db.get({nullptr, keyspace}, key);
      if (!got.is_ok() || got->view() != value)
        return Status::corruption("get does not give what a scan gives");
    }
    RETURN_IF_ERROR(check_indexes(db, keyspace, found));
  }
  return state;
}

// Of what a state holds, in no order, so that a change changes it by its own part.
inline uint64_t digest_of(std::string_view keyspace) { return hash_bytes(keyspace, 1); }
inline uint64_t digest_of(std::string_view keyspace, std::string_view key, std::string_view value) {
  return hash_bytes(value, hash_bytes(key, hash_bytes(keyspace, 2)));
}
inline uint64_t digest_of(const State& state) {
  uint64_t sum = 0;
  for (const auto& [keyspace, entries] : state) {
    sum += digest_of(keyspace);
    for (const auto& [key, value] : entries) sum += digest_of(keyspace, key, value);
  }
  return sum;
}

struct WorkloadCounts {
  uint64_t batches = 0;
  uint64_t commits = 0;
  uint64_t conflicts = 0;
  uint64_t creations = 0;
  uint64_t drops = 0;
  uint64_t index_changes = 0;
};

// Changes until the first failure or the end.
class Workload {
 public:
  Workload(TestDb& test, uint64_t seed) : test_(test), random_(seed) {}

  void run(
      int steps, const std::function<void()>& after_step = [] {}) {
    (void)remember(Status::ok());
    if (!create("tree", KeyspaceKind::kBTree) || !create("second", KeyspaceKind::kLsm)) return;
    for (int i = 0; i < steps; ++i) {
      if (random_.below(40) == 0) (void)test_.db->flush().is_ok();
      if (i % 80 == 79) (void)test_.db->compact().is_ok();
      if (!step(i)) return;
      after_step();
    }
  }

  // Whether the database is as it was after some step, no earlier than the last acknowledged one if
  // `all`. Before the first one it may be without its folder.
  bool is_a_state(const State& found, bool all) const {
    const auto first = digests_.begin() + static_cast<ptrdiff_t>(all ? acknowledged_ : 0);
    if (std::find(first, digests_.end(), digest_of(found)) != digests_.end()) return true;
    return acknowledged_ == 0 && (found.empty() || found == State{{"", {}}});
  }
  const WorkloadCounts& counts() const { return counts_; }

 private:
  static constexpr uint64_t kKeys = 150;

  struct Change {
    std::string keyspace;
    std::string key;
    std::optional<std::string> value;  // nothing: removed
  };
  using Changes = std::vector<Change>;

  // The state that is there after a step, or may be if it failed.
  bool remember(const Status& status) {
    digests_.push_back(digest_);
    if (status.is_ok()) acknowledged_ = digests_.size() - 1;
    return status.is_ok();
  }

  void apply(const Changes& changes) {
    for (const auto& [keyspace, key, value] : changes) {
      std::map<std::string, std::string>& entries = state_[keyspace];
      if (const auto old = entries.find(key); old != entries.end()) {
        digest_ -= digest_of(keyspace, key, old->second);
        entries.erase(old);
      }
      if (!value) continue;
      digest_ += digest_of(keyspace, key, *value);
      entries.emplace(key, *value);
    }
  }

  bool step(int i) {
    if (i % 30 == 29) return change_index(random_.below(2) == 0 ? "" : "tree");
    if (i % 25 == 24) return state_.contains("passing") ? drop("passing") : create_passing();
    // All of the tree, to be certain of splits and merges; a part of it, to come by odd ones.
    if (i % 40 == 10 || i % 40 == 30) return write(run_of_neighbours(0, kKeys, i % 40 == 30));
    const uint64_t kind = random_.below(30);
    if (kind < 2) return write(run_of_neighbours(random_.below(kKeys), 60, kind == 0));
    return kind < 20 ? write(some_changes()) : transact();
  }

  bool create_passing() {
    return create("passing", random_.below(2) == 0 ? KeyspaceKind::kBTree : KeyspaceKind::kLsm);
  }

  bool create(const std::string& name, KeyspaceKind kind) {
    state_[name];
    digest_ += digest_of(name);
    ++counts_.creations;
    return remember(test_.db->create_keyspace(name, kind));
  }

  bool drop(const std::string& name) {
    for (const auto& [key, value] : state_[name]) digest_ -= digest_of(name, key, value);
    digest_ -= digest_of(name);
    state_.erase(name);
    ++counts_.drops;
    return remember(test_.db->drop_keyspace(name));
  }

  // What the keyspace holds stays the same.
  bool change_index(const std::string& keyspace) {
    ++counts_.index_changes;
    if (!test_.db->indexes(keyspace).empty())
      return remember(test_.db->drop_index("by-first", keyspace));
    return remember(test_.db->create_index("by-first", "first", kFirstByte.name, keyspace));
  }

  // In the tree, so many that its pages are split, or merged.
  static Changes run_of_neighbours(uint64_t first, uint64_t count, bool removes) {
    Changes changes;
    for (uint64_t i = first; i < std::min(first + count, kKeys); ++i) {
      std::optional<std::string> value;
      if (!removes) value = std::string(150, static_cast<char>('a' + i % 26));
      changes.push_back({"tree", key_of(static_cast<int>(i)), std::move(value)});
    }
    return changes;
  }

  Changes some_changes() {
    Changes changes;
    for (uint64_t n = 1 + random_.below(6); n > 0; --n) {
      auto keyspace = state_.begin();
      std::advance(keyspace, static_cast<int>(random_.below(state_.size())));
      std::optional<std::string> value;
      if (random_.below(5) != 0) {
        value = std::to_string(random_.next());
        value->append(random_.below(random_.below(20) == 0 ? 3000 : 200), 'v');
      }
      changes.push_back(
          {keyspace->first, key_of(static_cast<int>(random_.below(kKeys))), std::move(value)});
    }
    return changes;
  }

  bool write(const Changes& changes) {
    WriteBatch batch;
    for (const auto& [keyspace, key, value] : changes)
      value ? batch.put(key, *value, keyspace) : batch.remove(key, keyspace);
    apply(changes);
    ++counts_.batches;
    return remember(test_.db->write(test_.write, std::move(batch)));
  }

  // One in five is in another's way and must leave nothing.
  bool transact() {
    Transaction transaction =
        test_.db->begin(random_.below(2) == 0 ? Isolation::kSerializable : Isolation::kSnapshot);
    Changes changes = some_changes();
    const bool loses = random_.below(5) == 0;
    if (loses) changes.push_back({"", "contended", "by who loses"});
    for (const auto& [keyspace, key, value] : changes) {
      (void)transaction.get(key, keyspace).is_ok();
      const Status status =
          value ? transaction.put(key, *value, keyspace) : transaction.remove(key, keyspace);
      if (!status.is_ok()) return false;
    }
    if (loses) return lose(transaction);
    apply(changes);
    ++counts_.commits;
    return remember(transaction.commit(test_.write));
  }

  // A commit that succeeds all the same makes states that are not remembered.
  bool lose(Transaction& transaction) {
    ++counts_.conflicts;
    if (!write({{"", "contended", "by who wins " + std::to_string(counts_.conflicts)}}))
      return false;
    const Status status = transaction.commit(test_.write);
    return status.is_ok() || status.code() == Code::kConflict;
  }

  TestDb& test_;
  Random random_;
  State state_{{"", {}}};
  uint64_t digest_ = digest_of(state_);  // of it
  std::vector<uint64_t> digests_;        // of each state that there was, or may have been
  size_t acknowledged_ = 0;              // the last that was
  WorkloadCounts counts_;
};

}  // namespace engine::crash_test
