// Player: the database and the model of one play, and what it holds open on both: see model_play.h.
// For tests only. Thread contract: one thread.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/hash.h"
#include "engine/db/model_map.h"
#include "engine/db/model_play.h"
#include "engine/db/transaction.h"

namespace engine::model_test {

// The default keyspace, and those that come and go.
inline constexpr std::string_view kNames[kKeyspaces] = {"", "a", "b", "between", "z"};

class Player {
 public:
  explicit Player(const Piece& piece) : piece_(piece) {
    test_.options = piece.options;
    test_.options.file_system = &test_.files;
    keyspaces_[0] = std::make_shared<ModelKeyspace>(0);
    reopen();
  }

  Outcome play(const std::vector<Op>& ops) {
    for (const Op& op : ops) {
      ++outcome_.calls;
      make(op);
      if (!outcome_.problem.empty()) break;
    }
    let_go();
    if (outcome_.problem.empty()) count_work();
    return outcome_;
  }

 private:
  struct HeldIterator {
    Iterator iterator;
    View view;
    std::optional<uint32_t> at;
  };
  struct HeldSnapshot {
    Snapshot snapshot;
    Moment moment;
  };
  struct HeldTransaction {
    Transaction transaction;
    Moment begun;
    Isolation isolation;
    std::array<OwnWrites, kKeyspaces> own;
    std::vector<uint8_t> touched;  // keyspaces, in the order of their first use
    ModelReads reads;

    void touch(uint8_t keyspace) {
      if (std::find(touched.begin(), touched.end(), keyspace) == touched.end())
        touched.push_back(keyspace);
    }
    ModelReads* noted() { return isolation == Isolation::kSerializable ? &reads : nullptr; }
  };

  // Notes the first thing that is not as it should be.
  bool expect(bool is_so, std::string_view what) {
    if (!is_so && outcome_.problem.empty()) outcome_.problem = what;
    return is_so;
  }
  void expect_code(const Status& status, Code code, std::string_view what) {
    digest(status.to_string());
    expect(status.code() == code, std::string(what) + " gives " + status.to_string());
  }
  void digest(std::string_view answer) {
    outcome_.answers = hash_bytes(answer, outcome_.answers + 1);
  }

  void make(const Op& op);
  void write(const Op& op);
  void write_batch(const Op& op);
  void get(const Op& op);
  void range(const Op& op);
  void walk(const Op& op);
  void open_iterator(const Op& op);
  void move_iterator(const Op& op);
  void transaction_call(const Op& op, HeldTransaction& held);
  void transaction_write(const Op& op, HeldTransaction& held);
  void transaction_get(const Op& op, HeldTransaction& held);
  void transaction_range(const Op& op, HeldTransaction& held);
  void transaction_walk(const Op& op, HeldTransaction& held);
  void commit(const Op& op, HeldTransaction& held);
  Code commit_code(const HeldTransaction& held) const;
  void create_keyspace(const Op& op);
  void drop_keyspace(const Op& op);
  void compare_all();
  void compare_whole(uint8_t keyspace, const HeldSnapshot* at);
  void count_work();
  void let_go();
  void reopen();

  void expect_value(const Result<Bytes>& got, Value expected);
  void expect_range(const Result<Range>& got, const View& view, const Op& op,
                    ModelReads::Scan scan);
  bool expect_at(const Iterator& it, std::optional<uint32_t> at, const View& view);
  void expect_moves(Iterator& it, const View& view, std::optional<uint32_t>& at, const Op& op,
                    ModelReads::Scan scan);

  const std::string& key(uint32_t place) const { return piece_.keys[place]; }
  uint32_t some_key(uint32_t near, Random& random) const {
    return static_cast<uint32_t>((near + random.below(50)) % piece_.keys.size());
  }

  // The snapshot that a read is to be at, if it is held.
  const HeldSnapshot* at(const Op& op) const {
    return op.odd && snapshots_[op.slot] ? &*snapshots_[op.slot] : nullptr;
  }
  static ReadOptions options(const HeldSnapshot* at, uint8_t keyspace) {
    return {at == nullptr ? nullptr : &at->snapshot, kNames[keyspace]};
  }
  // REQUIRES: the keyspace is there.
  View view(uint8_t keyspace, const HeldSnapshot* at) const {
    return {keyspaces_[keyspace], at == nullptr ? now_ : at->moment};
  }

  // The oldest moment that a reader may ask for.
  Moment oldest() const {
    Moment oldest = now_;
    for (const auto& held : iterators_)
      if (held) oldest = std::min(oldest, held->view.moment());
    for (const auto& held : snapshots_)
      if (held) oldest = std::min(oldest, held->moment);
    for (const auto& held : transactions_)
      if (held) oldest = std::min(oldest, held->begun);
    return oldest;
  }
  void apply(uint8_t keyspace, uint32_t place, Value value) {
    keyspaces_[keyspace]->write(place, value, now_, oldest());
  }

  const Piece& piece_;
  TestDb test_;
  Outcome outcome_;
  Moment now_ = 0;
  std::array<std::shared_ptr<ModelKeyspace>, kKeyspaces> keyspaces_;
  std::array<std::optional<HeldSnapshot>, kSlots> snapshots_;
  std::array<std::optional<HeldTransaction>, kSlots> transactions_;
  std::array<std::optional<HeldIterator>, kSlots> iterators_;
};

}  // namespace engine::model_test
