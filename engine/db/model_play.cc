#include "engine/db/model_play.h"

#include <memory>
#include <utility>

#include "engine/db/model_player.h"

namespace engine::model_test {

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
  options.spare_tables = random.below(3) * 8;
}

Outcome play(const Piece& piece, const std::vector<Op>& ops) { return Player(piece).play(ops); }

}  // namespace engine::model_test
