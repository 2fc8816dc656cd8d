// Debian's LMDB as a user would call it who wants of it what the other stores do: one transaction
// for each operation, the value copied out, the reader's transaction kept and renewed. It maps its
// file and updates the pages in place of a log (MDB_WRITEMAP), without a sync unless the scenario
// asks for one. It has no background work, so both modes are the same.
#include <lmdb.h>
#include <sys/stat.h>

#include "scenarios/stores/settings.h"
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using engine::Status;

// Address space, not memory: the file grows into it, and is sparse until then.
constexpr size_t kMapBytes = size_t{16} << 30;

MDB_val value_of(std::string_view bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};  // LMDB reads it only
}
std::string_view view(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

Status translated(int error) {
  if (error == 0) return Status::ok();
  const std::string message = std::string("LMDB: ") + mdb_strerror(error);
  return error == MDB_CORRUPTED ? Status::corruption(message) : Status::io_error(message);
}

// Ends the reader's snapshot at the end of a read; the transaction stays for the next.
class Snapshot {
 public:
  explicit Snapshot(MDB_txn* reader) : reader_(reader), error_(mdb_txn_renew(reader)) {}
  ~Snapshot() {
    if (error_ == 0) mdb_txn_reset(reader_);
  }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  int error() const { return error_; }

 private:
  MDB_txn* const reader_;
  const int error_;
};

class LmdbStore : public Store {
 public:
  using Store::Store;
  ~LmdbStore() override { end(); }

  const char* not_applicable(Operation operation) const override;
  const char* refuses_threads() const override { return "here all reads of LMDB share one reader"; }
  Status open(const StoreContext& context, const std::string& path) override;
  Status put(const Key& key, std::string_view value) override;
  Status remove(const Key& key) override;
  Status get(const Key& key, ReadSink& sink) override;
  Status batch(const Entry* entries, size_t n) override;
  Status scan(const Key& from, EntrySink& sink) override;
  Status range(const Key& from, size_t limit, EntrySink& sink) override;
  Status transact(const TransactionWork& work, ReadSink& sink) override;
  Status lookup(const Lookup&, size_t, EntrySink&) override {
    return Status::invalid_argument(not_applicable(Operation::kLookup));
  }
  Status prepare(size_t, const Entry*, size_t) override {
    return Status::invalid_argument(not_applicable(Operation::kHandOver));
  }
  Status write_prepared(size_t) override {
    return Status::invalid_argument(not_applicable(Operation::kHandOver));
  }
  Status flush() override { return Status::invalid_argument(not_applicable(Operation::kFlush)); }
  Status compact() override {
    return Status::invalid_argument(not_applicable(Operation::kCompact));
  }
  Status settle() override { return Status::ok(); }
  Status close() override;
  Figures physical_work() const override;
  Figures memory() const override { return {}; }

 private:
  Status open_trees();
  MDB_dbi tree_of(const Key& key) const { return trees_[key.keyspace]; }
  void end();
  // In a transaction of its own: `change` is given it and returns LMDB's error.
  template <typename Change>
  Status write(Change change);
  // From `from` on until `visit` has enough.
  template <typename Visit>
  Status read(const Key& from, Visit visit);
  int work_in(MDB_txn* transaction, const TransactionWork& work, ReadSink& sink);
  int get_in(MDB_txn* transaction, const Key& key, ReadSink& sink) const;

  MDB_env* env_ = nullptr;
  MDB_txn* reader_ = nullptr;   // reset between operations
  std::vector<MDB_dbi> trees_;  // by keyspace
  std::string answer_;          // for all gets: the copy is no allocation
};

const char* LmdbStore::not_applicable(Operation operation) const {
  if (operation == Operation::kFlush) return "LMDB has no write buffer: a commit is in its tree";
  if (operation == Operation::kCompact) return "LMDB has no tables to merge: it reuses its pages";
  if (operation == Operation::kLookup) return "LMDB has no secondary indexes";
  if (operation == Operation::kHandOver) return "a write of LMDB stays in the thread that began it";
  return nullptr;
}

Status LmdbStore::open(const StoreContext&, const std::string& path) {
  mkdir(path.c_str(), 0777);  // there already where a store is opened again; LMDB reports the rest
  RETURN_IF_ERROR(translated(mdb_env_create(&env_)));
  const unsigned no_sync = settings().sync == SyncPolicy::kNone ? MDB_NOSYNC : 0;
  int error = mdb_env_set_mapsize(env_, kMapBytes);
  const auto keyspaces = static_cast<MDB_dbi>(scenario().keyspaces.size());
  if (error == 0 && keyspaces > 0) error = mdb_env_set_maxdbs(env_, keyspaces);
  if (error == 0) error = mdb_env_open(env_, path.c_str(), MDB_WRITEMAP | no_sync, 0666);
  if (error != 0) return translated(error);
  RETURN_IF_ERROR(open_trees());
  error = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &reader_);
  if (error == 0) mdb_txn_reset(reader_);
  return translated(error);
}

// LMDB's one tree without a name, or those that the scenario names.
Status LmdbStore::open_trees() {
  trees_.assign(keyspaces().size(), 0);
  return write([&](MDB_txn* transaction) {
    int error = 0;
    for (size_t i = 0; i < trees_.size() && error == 0; ++i) {
      const std::string& name = keyspaces()[i].name;
      error =
          mdb_dbi_open(transaction, name.empty() ? nullptr : name.c_str(), MDB_CREATE, &trees_[i]);
    }
    return error;
  });
}

template <typename Change>
Status LmdbStore::write(Change change) {
  MDB_txn* transaction = nullptr;
  int error = mdb_txn_begin(env_, nullptr, 0, &transaction);
  if (error != 0) return translated(error);
  error = change(transaction);
  if (error == 0) return translated(mdb_txn_commit(transaction));
  mdb_txn_abort(transaction);
  return translated(error);
}

Status LmdbStore::put(const Key& key, std::string_view value) {
  return write([&](MDB_txn* transaction) {
    MDB_val k = value_of(key.bytes);
    MDB_val v = value_of(value);
    return mdb_put(transaction, tree_of(key), &k, &v, 0);
  });
}

Status LmdbStore::remove(const Key& key) {
  return write([&](MDB_txn* transaction) {
    MDB_val k = value_of(key.bytes);
    const int error = mdb_del(transaction, tree_of(key), &k, nullptr);
    return error == MDB_NOTFOUND ? 0 : error;
  });
}

Status LmdbStore::get(const Key& key, ReadSink& sink) {
  const Snapshot snapshot(reader_);
  MDB_val k = value_of(key.bytes);
  MDB_val v = {};
  const int error =
      snapshot.error() != 0 ? snapshot.error() : mdb_get(reader_, tree_of(key), &k, &v);
  if (error != 0 && error != MDB_NOTFOUND) return translated(error);
  if (error == 0) answer_.assign(view(v));
  sink.read(error == 0, error == 0 ? std::string_view(answer_) : std::string_view());
  return Status::ok();
}

Status LmdbStore::batch(const Entry* entries, size_t n) {
  return write([&](MDB_txn* transaction) {
    for (size_t i = 0; i < n; ++i) {
      MDB_val k = value_of(entries[i].key.bytes);
      MDB_val v = value_of(entries[i].value);
      if (const int error = mdb_put(transaction, tree_of(entries[i].key), &k, &v, 0); error != 0)
        return error;
    }
    return 0;
  });
}

template <typename Visit>
Status LmdbStore::read(const Key& from, Visit visit) {
  const Snapshot snapshot(reader_);
  MDB_cursor* cursor = nullptr;
  int error = snapshot.error();
  if (error == 0) error = mdb_cursor_open(reader_, tree_of(from), &cursor);
  if (error != 0) return translated(error);
  MDB_val k = value_of(from.bytes);
  MDB_val v = {};
  error = mdb_cursor_get(cursor, &k, &v, from.bytes.empty() ? MDB_FIRST : MDB_SET_RANGE);
  while (error == 0 && visit(view(k), view(v))) error = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
  mdb_cursor_close(cursor);
  return translated(error == MDB_NOTFOUND ? 0 : error);
}

Status LmdbStore::scan(const Key& from, EntrySink& sink) {
  return read(from,
              [&](std::string_view key, std::string_view value) { return sink.entry(key, value); });
}

Status LmdbStore::range(const Key& from, size_t limit, EntrySink& sink) {
  std::vector<std::pair<std::string, std::string>> entries;
  RETURN_IF_ERROR(read(from, [&](std::string_view key, std::string_view value) {
    if (entries.size() < limit) entries.emplace_back(key, value);
    return entries.size() < limit;
  }));
  for (const auto& [key, value] : entries) sink.entry(key, value);
  return Status::ok();
}

// Writers go one at a time, so that every transaction is serializable.
Status LmdbStore::transact(const TransactionWork& work, ReadSink& sink) {
  MDB_txn* transaction = nullptr;
  int error = mdb_txn_begin(env_, nullptr, 0, &transaction);
  if (error != 0) return translated(error);
  error = work_in(transaction, work, sink);
  if (error == 0 && !work.aborts) return translated(mdb_txn_commit(transaction));
  mdb_txn_abort(transaction);
  return translated(error);
}

int LmdbStore::work_in(MDB_txn* transaction, const TransactionWork& work, ReadSink& sink) {
  for (size_t i = 0; i < work.reads; ++i) {
    if (const int error = get_in(transaction, work.entries[i].key, sink); error != 0) return error;
  }
  for (size_t i = 0; i < work.writes; ++i) {
    const Key& key = work.entries[i].key;
    MDB_val k = value_of(key.bytes);
    MDB_val v = value_of(work.entries[i].value);
    if (const int error = mdb_put(transaction, tree_of(key), &k, &v, 0); error != 0) return error;
  }
  return work.reads_own_write() ? get_in(transaction, work.entries[0].key, sink) : 0;
}

int LmdbStore::get_in(MDB_txn* transaction, const Key& key, ReadSink& sink) const {
  MDB_val k = value_of(key.bytes);
  MDB_val v = {};
  const int error = mdb_get(transaction, tree_of(key), &k, &v);
  if (error != 0 && error != MDB_NOTFOUND) return error;
  sink.read(error == 0, error == 0 ? view(v) : std::string_view());
  return 0;
}

void LmdbStore::end() {
  if (reader_ != nullptr) mdb_txn_abort(reader_);
  if (env_ != nullptr) mdb_env_close(env_);
  reader_ = nullptr;
  env_ = nullptr;
}

Status LmdbStore::close() {
  end();
  return Status::ok();
}

// Writes go through the map, where nobody can count them: what is left is how far the file is used.
Figures LmdbStore::physical_work() const {
  MDB_envinfo info = {};
  MDB_stat stat = {};
  if (env_ == nullptr || mdb_env_info(env_, &info) != 0 || mdb_env_stat(env_, &stat) != 0)
    return {};
  return {{"file_bytes", (info.me_last_pgno + 1) * stat.ms_psize}};
}

}  // namespace

StoreDescription describe_store() {
  StoreDescription description;
  description.name = "lmdb";
  int major = 0;
  int minor = 0;
  int patch = 0;
  mdb_version(&major, &minor, &patch);
  description.version =
      std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
  return description;
}

Settings settings_of(const StoreSettings& settings, std::string_view) {
  Settings words = common_settings(
      settings, {.compression = "none", .checksums = "LMDB has none", .background_threads = "0"});
  keep_settings(words, {"sync", "compression", "checksums", "background_threads"});
  words.emplace_back("map_bytes", std::to_string(kMapBytes));
  words.emplace_back("write_map", "on");
  return words;
}

std::unique_ptr<Store> make_store(std::string_view, const Scenario& scenario) {
  return std::make_unique<LmdbStore>(scenario);
}

}  // namespace heapdyno
