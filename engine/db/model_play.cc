#include "engine/db/model_play.h"

#include <array>
#include <memory>
#include <optional>
#include <utility>

#include "engine/base/hash.h"
#include "engine/db/model_map.h"
#include "engine/db/transaction.h"

namespace engine::model_test {
namespace {

constexpr std::string_view kNames[kKeyspaces] = {"", "a", "b", "between", "z"};

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

void Player::make(const Op& op) {
  switch (op.call) {
    case Call::kPut:
    case Call::kRemove:
      return write(op);
    case Call::kBatch:
      return write_batch(op);
    case Call::kGet:
      return get(op);
    case Call::kRange:
      return range(op);
    case Call::kWalk:
      return walk(op);
    case Call::kOpenIterator:
      return open_iterator(op);
    case Call::kMoveIterator:
      return move_iterator(op);
    case Call::kCloseIterator:
      return iterators_[op.slot].reset();
    case Call::kTakeSnapshot:
      snapshots_[op.slot].emplace(HeldSnapshot{test_.db->snapshot(), now_});
      return;
    case Call::kReleaseSnapshot:
      return snapshots_[op.slot].reset();
    case Call::kBegin: {
      const Isolation isolation = op.odd ? Isolation::kSnapshot : Isolation::kSerializable;
      transactions_[op.slot].emplace(
          HeldTransaction{test_.db->begin(isolation), now_, isolation, {}, {}, {}});
      return;
    }
    case Call::kCreateKeyspace:
      return create_keyspace(op);
    case Call::kDropKeyspace:
      return drop_keyspace(op);
    case Call::kFlush:
      return expect_code(test_.db->flush(), Code::kOk, "flush");
    case Call::kCompact:
      return expect_code(test_.db->compact(), Code::kOk, "compact");
    case Call::kSettle:
      return expect_code(test_.db->settle(), Code::kOk, "settle");
    case Call::kCompareAll:
      return compare_all();
    case Call::kReopen:
      count_work();
      if (op.odd) test_.files.crash(MemoryFileSystem::Unsynced::kKept);  // the process alone
      return reopen();
    default:
      if (transactions_[op.slot]) transaction_call(op, *transactions_[op.slot]);
  }
}

void Player::write(const Op& op) {
  const bool puts = op.call == Call::kPut;
  const bool is_there = keyspaces_[op.keyspace] != nullptr;
  const WriteOptions to{Sync::kNone, kNames[op.keyspace]};
  Status status;
  if (!puts) {
    status = test_.db->remove(to, key(op.key));
  } else if (!piece_.loses || !piece_.loses(op)) {
    status = test_.db->put(to, key(op.key), value_of(op.number));
  }
  expect_code(status, is_there ? Code::kOk : Code::kInvalidArgument, "write");
  if (!is_there) return;
  ++now_;
  apply(op.keyspace, op.key, puts ? Value(op.number) : std::nullopt);
}

// Of several keyspaces; sometimes of one that is not there, and then nothing is written.
void Player::write_batch(const Op& op) {
  Random random(op.number);
  struct Entry {
    uint8_t keyspace;
    uint32_t place;
    Value value;
  };
  std::vector<Entry> entries;
  WriteBatch batch;
  bool all_there = true;
  for (uint32_t i = 0; i < op.count; ++i) {
    const auto keyspace = static_cast<uint8_t>((op.keyspace + random.below(3)) % kKeyspaces);
    const uint32_t place = some_key(op.key, random);
    const bool removes = random.below(8) < (op.odd ? 6 : 1);
    const Value value = removes ? std::nullopt : Value(random.next());
    if (keyspaces_[keyspace] == nullptr && op.number % 16 != 0) continue;
    all_there &= keyspaces_[keyspace] != nullptr;
    value ? batch.put(key(place), value_of(*value), kNames[keyspace])
          : batch.remove(key(place), kNames[keyspace]);
    entries.push_back({keyspace, place, value});
  }
  expect_code(test_.db->write({}, std::move(batch)), all_there ? Code::kOk : Code::kInvalidArgument,
              "batch");
  if (!all_there) return;
  ++now_;
  for (const Entry& entry : entries) apply(entry.keyspace, entry.place, entry.value);
}

void Player::expect_value(const Result<Bytes>& got, Value expected) {
  digest(got.is_ok() ? got->view() : "not found");
  if (!expect(got.is_ok() == expected.has_value(), "get is wrong about whether there is a value"))
    return;
  if (got.is_ok()) {
    expect(got->view() == value_of(*expected), "get gives another value");
  } else {
    expect(got.status().is_not_found(), "get fails");
  }
}

void Player::get(const Op& op) {
  const Result<Bytes> got = test_.db->get(options(at(op), op.keyspace), key(op.key));
  if (keyspaces_[op.keyspace] == nullptr)
    return expect_code(got.status(), Code::kInvalidArgument, "get");
  expect_value(got, view(op.keyspace, at(op)).at(op.key));
}

void Player::expect_range(const Result<Range>& got, const View& view, const Op& op,
                          ModelReads::Scan scan) {
  if (!expect(got.is_ok(), "range fails") || op.count == 0) return;
  std::optional<uint32_t> place = view.from(op.key);
  scan.begin(op.key);
  scan.moved(true, place);
  size_t n = 0;
  for (const Entry& entry : *got) {
    digest(entry.key.view());
    digest(entry.value.view());
    if (!expect(place && entry.key.view() == key(*place), "range gives another key")) return;
    expect(entry.value.view() == value_of(*view.at(*place)), "range gives another value");
    if (++n == op.count) return;
    place = view.from(*place + 1);
    scan.moved(true, place);
  }
  expect(!place, "range ends early");
}

void Player::range(const Op& op) {
  const Result<Range> got = test_.db->range(options(at(op), op.keyspace), key(op.key), op.count);
  if (keyspaces_[op.keyspace] == nullptr)
    return expect_code(got.status(), Code::kInvalidArgument, "range");
  expect_range(got, view(op.keyspace, at(op)), op, {nullptr, 0});
}

bool Player::expect_at(const Iterator& it, std::optional<uint32_t> at, const View& view) {
  if (!expect(it.status().is_ok(), "an iterator fails") ||
      !expect(it.valid() == at.has_value(), "an iterator is wrong about where the end is"))
    return false;
  if (!at) return true;
  digest(it.key());
  digest(it.value());
  return expect(it.key() == key(*at), "an iterator is at another key") &&
         expect(it.value() == value_of(*view.at(*at)), "an iterator is at another value");
}

// Both ways, mostly step by step. `at`: where the iterator is.
void Player::expect_moves(Iterator& it, const View& view, std::optional<uint32_t>& at, const Op& op,
                          ModelReads::Scan scan) {
  Random random(op.number);
  for (uint32_t i = 0; i < op.count && expect_at(it, at, view); ++i) {
    const uint64_t move = at ? random.below(30) : random.below(4);
    bool up = true;
    if (move == 0) {
      it.seek_to_first();
      scan.begin(0);
      at = view.from(0);
    } else if (move == 1) {
      it.seek_to_last();
      scan.begin_at_end();
      up = false;
      at = view.before(UINT32_MAX);
    } else if (move < 4) {
      const uint32_t place = some_key(op.key, random);
      it.seek(key(place));
      scan.begin(place);
      at = view.from(place);
    } else if ((random.next() & op.number) % 2 == 0) {  // mostly the same way, if the number is odd
      it.next();
      at = view.from(*at + 1);
    } else {
      it.prev();
      up = false;
      at = view.before(*at);
    }
    scan.moved(up, at);
  }
  expect_at(it, at, view);
}

void Player::walk(const Op& op) {
  Iterator it = test_.db->iterate(options(at(op), op.keyspace));
  if (keyspaces_[op.keyspace] == nullptr)
    return expect_code(it.status(), Code::kInvalidArgument, "iterate");
  std::optional<uint32_t> place;
  expect_moves(it, view(op.keyspace, at(op)), place, op, {nullptr, 0});
}

void Player::open_iterator(const Op& op) {
  if (keyspaces_[op.keyspace] == nullptr) return;
  iterators_[op.slot].emplace(HeldIterator{test_.db->iterate(options(at(op), op.keyspace)),
                                           view(op.keyspace, at(op)), std::nullopt});
}

void Player::move_iterator(const Op& op) {
  if (!iterators_[op.slot]) return;
  HeldIterator& held = *iterators_[op.slot];
  expect_moves(held.iterator, held.view, held.at, op, {nullptr, 0});
}

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

void Player::create_keyspace(const Op& op) {
  const bool may = keyspaces_[op.keyspace] == nullptr;
  expect_code(test_.db->create_keyspace(kNames[op.keyspace],
                                        op.odd ? KeyspaceKind::kBTree : KeyspaceKind::kLsm),
              may ? Code::kOk : Code::kInvalidArgument, "create keyspace");
  if (may) keyspaces_[op.keyspace] = std::make_shared<ModelKeyspace>(++now_);
}

void Player::drop_keyspace(const Op& op) {
  const bool may = op.keyspace != 0 && keyspaces_[op.keyspace] != nullptr;
  expect_code(test_.db->drop_keyspace(kNames[op.keyspace]),
              may ? Code::kOk : Code::kInvalidArgument, "drop keyspace");
  if (may) keyspaces_[op.keyspace] = nullptr;
}

void Player::compare_all() {
  std::vector<std::string> names;
  for (uint8_t keyspace = 0; keyspace < kKeyspaces; ++keyspace) {
    if (keyspaces_[keyspace] == nullptr) continue;
    names.emplace_back(kNames[keyspace]);
    compare_whole(keyspace, nullptr);
    for (const auto& held : snapshots_)
      if (held) compare_whole(keyspace, &*held);
  }
  expect(test_.db->keyspaces() == names, "other keyspaces are there");
}

void Player::compare_whole(uint8_t keyspace, const HeldSnapshot* at) {
  const View all = view(keyspace, at);
  Iterator it = test_.db->iterate(options(at, keyspace));
  std::optional<uint32_t> place = all.from(0);
  for (it.seek_to_first(); expect_at(it, place, all) && place; it.next())
    place = all.from(*place + 1);
  place = all.before(UINT32_MAX);
  for (it.seek_to_last(); expect_at(it, place, all) && place; it.prev()) place = all.before(*place);
}

void Player::count_work() {
  const PhysicalWork work = test_.db->physical_work();
  for (const PhysicalWorkField& field : kPhysicalWorkFields)
    if (field.field != &PhysicalWork::bytes_copied) outcome_.work.*field.field += work.*field.field;
}

void Player::let_go() {
  for (auto& held : iterators_) held.reset();
  for (auto& held : transactions_) held.reset();
  for (auto& held : snapshots_) held.reset();
}

void Player::reopen() {
  let_go();
  const Status status = test_.open();
  expect(status.is_ok(), "open gives " + status.to_string());
}

}  // namespace

Piece::Piece(uint64_t piece_seed) : seed(piece_seed) {
  Random random(seed);
  const uint64_t least = uint64_t{1000} << random.below(7);
  keys = draw_keys(random,
                   static_cast<uint32_t>(std::min<uint64_t>(least + random.below(least), 100'000)));
  options.seed = random.next();
  options.background = seed % 4 == 3 ? Background::kThread : Background::kInline;
  options.write_buffer_bytes = size_t{8192} << random.below(5);
  options.block_bytes = size_t{256} << random.below(5);
  options.table_bytes = size_t{8192} << random.below(4);
  options.level_base_bytes = uint64_t{32'768} << random.below(4);
  options.block_cache_bytes = random.below(4) * (64 << 10);
  options.max_open_tables = 1 + random.below(60);
  options.level0_trigger = 1 + static_cast<int>(random.below(4));
  options.bits_per_key = static_cast<int>(random.below(2)) * 10;
  options.checkpoint_bytes = size_t{8192} << random.below(6);
  options.page_cache_bytes = size_t{4096} << random.below(8);
}

Outcome play(const Piece& piece, const std::vector<Op>& ops) { return Player(piece).play(ops); }

}  // namespace engine::model_test
