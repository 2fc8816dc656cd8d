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

using engine::Result;
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
  ~LmdbStore() override { end(); }

  const char* not_applicable(Operation operation) const override;
  Status open(const StoreSettings& settings, const StoreContext& context,
              const std::string& path) override;
  Status put(std::string_view key, std::string_view value) override;
  Status remove(std::string_view key) override;
  Result<Answer> get(std::string_view key) override;
  Status batch(const Entry* entries, size_t n) override;
  Status scan(std::string_view from, EntrySink& sink) override;
  Status range(std::string_view from, size_t limit, EntrySink& sink) override;
  Status flush() override { return Status::invalid_argument(not_applicable(Operation::kFlush)); }
  Status compact() override {
    return Status::invalid_argument(not_applicable(Operation::kCompact));
  }
  Status settle() override { return Status::ok(); }
  Status close() override;
  void release() override {}
  Figures physical_work() const override;
  Figures memory() const override { return {}; }

 private:
  Status open_tree();
  void end();
  // In a transaction of its own: `change` is given it and returns LMDB's error.
  template <typename Change>
  Status write(Change change);
  // From `from` on until `visit` has enough.
  template <typename Visit>
  Status read(std::string_view from, Visit visit);

  MDB_env* env_ = nullptr;
  MDB_txn* reader_ = nullptr;  // reset between operations
  MDB_dbi tree_ = 0;
  std::string answer_;  // for all gets: the copy is no allocation
};

const char* LmdbStore::not_applicable(Operation operation) const {
  if (operation == Operation::kFlush) return "LMDB has no write buffer: a commit is in its tree";
  if (operation == Operation::kCompact) return "LMDB has no tables to merge: it reuses its pages";
  return nullptr;
}

Status LmdbStore::open(const StoreSettings& settings, const StoreContext&,
                       const std::string& path) {
  mkdir(path.c_str(), 0777);  // there already where a store is opened again; LMDB reports the rest
  RETURN_IF_ERROR(translated(mdb_env_create(&env_)));
  const unsigned no_sync = settings.sync == SyncPolicy::kNone ? MDB_NOSYNC : 0;
  int error = mdb_env_set_mapsize(env_, kMapBytes);
  if (error == 0) error = mdb_env_open(env_, path.c_str(), MDB_WRITEMAP | no_sync, 0666);
  if (error != 0) return translated(error);
  RETURN_IF_ERROR(open_tree());
  error = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &reader_);
  if (error == 0) mdb_txn_reset(reader_);
  return translated(error);
}

Status LmdbStore::open_tree() {
  return write([this](MDB_txn* transaction) {
    return mdb_dbi_open(transaction, nullptr, MDB_CREATE, &tree_);
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

Status LmdbStore::put(std::string_view key, std::string_view value) {
  return write([&](MDB_txn* transaction) {
    MDB_val k = value_of(key);
    MDB_val v = value_of(value);
    return mdb_put(transaction, tree_, &k, &v, 0);
  });
}

Status LmdbStore::remove(std::string_view key) {
  return write([&](MDB_txn* transaction) {
    MDB_val k = value_of(key);
    const int error = mdb_del(transaction, tree_, &k, nullptr);
    return error == MDB_NOTFOUND ? 0 : error;
  });
}

Result<Answer> LmdbStore::get(std::string_view key) {
  const Snapshot snapshot(reader_);
  MDB_val k = value_of(key);
  MDB_val v = {};
  const int error = snapshot.error() != 0 ? snapshot.error() : mdb_get(reader_, tree_, &k, &v);
  if (error == MDB_NOTFOUND) return Answer{};
  if (error != 0) return translated(error);
  answer_.assign(view(v));
  return Answer{true, answer_};
}

Status LmdbStore::batch(const Entry* entries, size_t n) {
  return write([&](MDB_txn* transaction) {
    for (size_t i = 0; i < n; ++i) {
      MDB_val k = value_of(entries[i].key);
      MDB_val v = value_of(entries[i].value);
      if (const int error = mdb_put(transaction, tree_, &k, &v, 0); error != 0) return error;
    }
    return 0;
  });
}

template <typename Visit>
Status LmdbStore::read(std::string_view from, Visit visit) {
  const Snapshot snapshot(reader_);
  MDB_cursor* cursor = nullptr;
  int error = snapshot.error();
  if (error == 0) error = mdb_cursor_open(reader_, tree_, &cursor);
  if (error != 0) return translated(error);
  MDB_val k = value_of(from);
  MDB_val v = {};
  error = mdb_cursor_get(cursor, &k, &v, from.empty() ? MDB_FIRST : MDB_SET_RANGE);
  while (error == 0 && visit(view(k), view(v))) error = mdb_cursor_get(cursor, &k, &v, MDB_NEXT);
  mdb_cursor_close(cursor);
  return translated(error == MDB_NOTFOUND ? 0 : error);
}

Status LmdbStore::scan(std::string_view from, EntrySink& sink) {
  return read(from,
              [&](std::string_view key, std::string_view value) { return sink.entry(key, value); });
}

Status LmdbStore::range(std::string_view from, size_t limit, EntrySink& sink) {
  std::vector<std::pair<std::string, std::string>> entries;
  RETURN_IF_ERROR(read(from, [&](std::string_view key, std::string_view value) {
    if (entries.size() < limit) entries.emplace_back(key, value);
    return entries.size() < limit;
  }));
  for (const auto& [key, value] : entries) sink.entry(key, value);
  return Status::ok();
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

Settings settings_of(const StoreSettings& settings) {
  Settings words = common_settings(
      settings, {.compression = "none", .checksums = "LMDB has none", .background_threads = "0"});
  for (auto& [name, word] : words) {
    const bool has = name == "sync" || name == "compression" || name == "checksums" ||
                     name == "background_threads";
    if (!has) word = kNotApplicable;
  }
  words.emplace_back("map_bytes", std::to_string(kMapBytes));
  words.emplace_back("write_map", "on");
  return words;
}

std::unique_ptr<Store> make_store() { return std::make_unique<LmdbStore>(); }

}  // namespace heapdyno
