// The calls of the model test, as a list that can be printed, cut and played again. Every call has a
// meaning whatever was left out before it: one that needs what is not there (an open iterator, a
// keyspace) does nothing, or must be refused. For tests only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"

namespace engine::model_test {

enum class Call : unsigned char {
  kPut,
  kRemove,
  kBatch,
  kGet,
  kRange,
  kWalk,
  kOpenIterator,
  kMoveIterator,
  kCloseIterator,
  kTakeSnapshot,
  kReleaseSnapshot,
  kBegin,
  kTransactionPut,
  kTransactionRemove,
  kTransactionGet,
  kTransactionRange,
  kTransactionWalk,
  kCommit,
  kAbort,
  kCreateKeyspace,
  kDropKeyspace,
  kFlush,
  kCompact,
  kSettle,
  kCompareAll,
  kReopen,
};

// In the order of Call. Of so many calls that are drawn, this many are of the kind.
struct CallFacts {
  std::string_view name;
  uint64_t weight;
};
inline constexpr CallFacts kCalls[] = {
    {"put", 2400},
    {"remove", 700},
    {"batch", 300},
    {"get", 2400},
    {"range", 400},
    {"walk", 150},
    {"open iterator", 60},
    {"move iterator", 400},
    {"close iterator", 20},
    {"take snapshot", 30},
    {"release snapshot", 15},
    {"begin", 400},
    {"transaction's put", 700},
    {"transaction's remove", 200},
    {"transaction's get", 700},
    {"transaction's range", 200},
    {"transaction's walk", 100},
    {"commit", 300},
    {"abort", 40},
    {"create keyspace", 8},
    {"drop keyspace", 2},
    {"flush", 4},
    {"compact", 1},
    {"settle", 3},
    {"compare all", 0},  // at each reopen, and at the end
    {"reopen", 0},       // every kReopenEvery calls
};

inline constexpr uint64_t kReopenEvery = 10'000;
inline constexpr uint8_t kKeyspaces = 5;  // the default one, and names that come and go
inline constexpr uint8_t kSlots = 4;      // of iterators, snapshots and transactions, each

// What a call does not use is drawn all the same.
struct Op {
  Call call = Call::kGet;
  uint8_t keyspace = 0;
  uint8_t slot = 0;
  // A B+tree; snapshot isolation; a batch mostly of removals; a read at the snapshot in the slot; a
  // process that ends without a close.
  bool odd = false;
  uint32_t key = 0;     // by its place in the order of keys
  uint32_t count = 0;   // of entries or moves
  uint64_t number = 0;  // the value; what a batch or a walk draws its parts from
};

inline std::string to_string(const Op& op) {
  return std::string(kCalls[static_cast<size_t>(op.call)].name) + ": keyspace " +
         std::to_string(op.keyspace) + ", slot " + std::to_string(op.slot) +
         (op.odd ? ", odd" : "") + ", key " + std::to_string(op.key) + ", count " +
         std::to_string(op.count) + ", number " + std::to_string(op.number);
}

// A list of calls drawn from a seed alone.
class OpSource {
 public:
  OpSource(uint64_t seed, uint32_t keys) : random_(seed), keys_(keys) {
    for (const CallFacts& call : kCalls) weights_ += call.weight;
  }

  std::vector<Op> draw(size_t n) {
    std::vector<Op> ops;
    ops.reserve(n);
    for (uint8_t keyspace = 1; keyspace < kKeyspaces; ++keyspace) {
      ops.push_back(drawn(Call::kCreateKeyspace));
      ops.back().keyspace = keyspace;
      ops.back().odd = keyspace % 2 == 0;
    }
    while (ops.size() < n - 1) {
      if (ops.size() % kReopenEvery == kReopenEvery - 1) {
        ops.push_back(drawn(Call::kCompareAll));
        ops.push_back(drawn(Call::kReopen));
      }
      ops.push_back(drawn(any_call()));
    }
    ops.push_back(drawn(Call::kCompareAll));
    return ops;
  }

 private:
  Call any_call() {
    uint64_t at = random_.below(weights_);
    size_t call = 0;
    while (at >= kCalls[call].weight) at -= kCalls[call++].weight;
    return static_cast<Call>(call);
  }

  Op drawn(Call call) {
    Op op;
    op.call = call;
    op.keyspace = static_cast<uint8_t>(random_.below(kKeyspaces));
    op.slot = static_cast<uint8_t>(random_.below(kSlots));
    op.odd = random_.below(2) == 0;
    op.key = key();
    op.count = static_cast<uint32_t>(random_.below(random_.below(20) == 0 ? 100 : 12));
    op.number = random_.next();
    return op;
  }

  // Mostly of a few neighbours, so that calls meet; these move on.
  uint32_t key() {
    if (random_.below(500) == 0) hot_ = static_cast<uint32_t>(random_.below(keys_));
    if (random_.below(4) == 0) return static_cast<uint32_t>(random_.below(keys_));
    return (hot_ + static_cast<uint32_t>(random_.below(24))) % keys_;
  }

  Random random_;
  const uint32_t keys_;
  uint64_t weights_ = 0;
  uint32_t hot_ = 0;
};

// Distinct keys in their order: of all lengths up to what a B+tree takes, many with long common
// prefixes, with bytes of all kinds; the empty one is the first.
inline std::vector<std::string> draw_keys(Random& random, uint32_t n) {
  std::vector<std::string> keys;
  keys.emplace_back();
  while (keys.size() < n) {
    std::string key;
    if (random.below(4) == 0) key.append(random.below(40), 'k');
    if (random.below(100) == 0) key.append(random.below(950), 'l');
    for (uint64_t left = 5 + random.below(12); left > 0; --left)
      key.push_back(
          static_cast<char>(random.below(3) == 0 ? random.below(256) : 'a' + random.below(4)));
    keys.push_back(std::move(key));
    if (keys.size() < n) continue;
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  }
  return keys;
}

// The value that a number stands for: from nothing to several pages.
inline size_t bytes_of_value(uint64_t number) {
  const uint64_t kind = number % 100;
  const uint64_t drawn = number / 100;
  if (kind < 70) return drawn % 64;
  if (kind < 95) return drawn % 400;
  return kind < 99 ? drawn % 3000 : drawn % 20'000;
}
inline std::string value_of(uint64_t number) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string value(bytes_of_value(number), static_cast<char>('a' + number % 26));
  for (size_t i = 0; i < std::min<size_t>(value.size(), 16); ++i)
    value[i] = kDigits[number >> (4 * i) & 15];
  return value;
}

}  // namespace engine::model_test
