// The player's transactions, and what each of their commits must give.
#include "engine/db/model_player.h"

namespace engine::model_test {

void Player::transaction_call(const Op& op, HeldTransaction& held) {
  switch (op.call) {
    case Call::kTransactionPut:
    case Call::kTransactionRemove:
      return transaction_write(op, held);
    case Call::kTransactionGet:
      return transaction_get(op, held);
    case Call::kTransactionRange:
      return transaction_range(op, held);
    case Call::kTransactionWalk:
      return transaction_walk(op, held);
    case Call::kCommit:
      commit(op, held);
      return transactions_[op.slot].reset();
    default:
      held.transaction.abort();
      expect_code(held.transaction.commit({}), Code::kInvalidArgument, "commit after abort");
      return transactions_[op.slot].reset();
  }
}

void Player::transaction_write(const Op& op, HeldTransaction& held) {
  const std::string_view name = kNames[op.keyspace];
  const bool puts = op.call == Call::kTransactionPut;
  const Status status = puts ? held.transaction.put(key(op.key), value_of(op.number), name)
                             : held.transaction.remove(key(op.key), name);
  expect_code(status, Code::kOk, "a transaction's write");
  held.touch(op.keyspace);
  held.own[op.keyspace][op.key] = puts ? Value(op.number) : std::nullopt;
}

void Player::transaction_get(const Op& op, HeldTransaction& held) {
  const Result<Bytes> got = held.transaction.get(key(op.key), kNames[op.keyspace]);
  held.touch(op.keyspace);
  const OwnWrites& own = held.own[op.keyspace];
  if (const auto found = own.find(op.key); found != own.end())
    return expect_value(got, found->second);
  held.reads.add(op.keyspace, op.key);
  if (keyspaces_[op.keyspace] == nullptr)
    return expect_code(got.status(), Code::kInvalidArgument, "a transaction's get");
  expect_value(got, View(keyspaces_[op.keyspace], held.begun).at(op.key));
}

void Player::transaction_range(const Op& op, HeldTransaction& held) {
  const Result<Range> got = held.transaction.range(key(op.key), op.count, kNames[op.keyspace]);
  if (op.count != 0) held.touch(op.keyspace);
  if (keyspaces_[op.keyspace] == nullptr) {
    if (op.count != 0) expect_code(got.status(), Code::kInvalidArgument, "a transaction's range");
    return;
  }
  expect_range(got, View(keyspaces_[op.keyspace], held.begun, &held.own[op.keyspace]), op,
               {held.noted(), op.keyspace});
}

void Player::transaction_walk(const Op& op, HeldTransaction& held) {
  Iterator it = held.transaction.iterate(kNames[op.keyspace]);
  held.touch(op.keyspace);
  if (keyspaces_[op.keyspace] == nullptr)
    return expect_code(it.status(), Code::kInvalidArgument, "a transaction's iterate");
  std::optional<uint32_t> place;
  expect_moves(it, View(keyspaces_[op.keyspace], held.begun, &held.own[op.keyspace]), place, op,
               {held.noted(), op.keyspace});
}

// What the commit must give: the first of its obstacles.
Code Player::commit_code(const HeldTransaction& held) const {
  bool writes = false;
  for (const uint8_t keyspace : held.touched) {
    if (held.own[keyspace].empty()) continue;
    writes = true;
    if (keyspaces_[keyspace] == nullptr) return Code::kInvalidArgument;
  }
  if (!writes) return Code::kOk;
  for (const uint8_t keyspace : held.touched) {
    if (keyspaces_[keyspace] == nullptr) return Code::kInvalidArgument;
    if (keyspaces_[keyspace]->created() > held.begun) return Code::kConflict;
  }
  const auto changed = [&](uint8_t keyspace, uint32_t from, uint32_t to) {
    return keyspaces_[keyspace]->changed(from, to, held.begun);
  };
  if (held.isolation == Isolation::kSerializable)
    return held.reads.any_of(changed) ? Code::kConflict : Code::kOk;
  for (const uint8_t keyspace : held.touched)
    for (const auto& [place, value] : held.own[keyspace])
      if (changed(keyspace, place, place)) return Code::kConflict;
  return Code::kOk;
}

void Player::commit(const Op& op, HeldTransaction& held) {
  const Code expected = commit_code(held);
  expect_code(held.transaction.commit({}), expected, "commit");
  outcome_.commits += expected == Code::kOk;
  outcome_.conflicts += expected == Code::kConflict;
  if (expected != Code::kOk) return;
  ++now_;
  for (uint8_t keyspace = 0; keyspace < kKeyspaces; ++keyspace)
    for (const auto& [place, value] : held.own[keyspace]) apply(keyspace, place, value);
  expect_code(held.transaction.put(key(op.key), "", ""), Code::kInvalidArgument,
              "a write after the commit");
}

}  // namespace engine::model_test
