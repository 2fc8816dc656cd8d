// Debian's LevelDB as a user would call it, with the scenario's settings. In count mode each
// operation ends when no background work is left, so that counts are exact; in time mode LevelDB
// runs free.
#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

#include <array>
#include <optional>

#include "scenarios/stores/leveldb_env.h"
#include "scenarios/stores/settings.h"
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using engine::Status;

leveldb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }
std::string_view view(const leveldb::Slice& bytes) { return {bytes.data(), bytes.size()}; }

Status translated(const leveldb::Status& status) {
  if (status.ok()) return Status::ok();
  if (status.IsCorruption()) return Status::corruption(status.ToString());
  return Status::io_error(status.ToString());
}

// Why LevelDB cannot be opened so: it has no option for it. Null: it can.
const char* cannot_follow(const StoreSettings& settings) {
  if (settings.level0_trigger != 4) return "LevelDB's level0_trigger is 4 and cannot be set";
  if (settings.level_base_bytes != 10 << 20)
    return "LevelDB's level_base_bytes is 10485760 and cannot be set";
  return nullptr;
}

// For all gets of a thread, as in LevelDB's own benchmark: the copy is no allocation.
thread_local std::string t_answer;

class LevelDbStore : public Store {
 public:
  using Store::Store;

  const char* not_applicable() const override;
  const char* not_applicable(Operation operation) const override;
  Status open(const StoreContext& context, const std::string& path) override;
  Status put(const Key& key, std::string_view value) override;
  Status remove(const Key& key) override;
  Status get(const Key& key, ReadSink& sink) override;
  Status batch(const Entry* entries, size_t n) override;
  Status scan(const Key& from, EntrySink& sink) override;
  Status range(const Key& from, size_t limit, EntrySink& sink) override;
  Status transact(const TransactionWork&, ReadSink&) override {
    return Status::invalid_argument(not_applicable(Operation::kCommit));
  }
  Status lookup(const Lookup&, size_t, EntrySink&) override {
    return Status::invalid_argument(not_applicable(Operation::kLookup));
  }
  Status prepare(size_t slot, const Entry* entries, size_t n) override;
  Status write_prepared(size_t slot) override;
  Status flush() override;
  Status compact() override;
  Status settle() override;
  Status close() override;
  Figures physical_work() const override;
  Figures memory() const override;

 private:
  // The end of every operation.
  Status done(const leveldb::Status& status);

  bool settles_ = false;
  leveldb::WriteOptions write_options_;
  std::array<std::optional<leveldb::WriteBatch>, kSlots> prepared_;
  std::unique_ptr<SettlingEnv> env_;
  std::unique_ptr<const leveldb::FilterPolicy> filter_;
  std::unique_ptr<leveldb::Cache> cache_;
  std::unique_ptr<leveldb::DB> db_;  // before what it uses
};

const char* LevelDbStore::not_applicable() const {
  return names_keyspaces(scenario()) ? "LevelDB has no keyspaces" : cannot_follow(settings());
}

const char* LevelDbStore::not_applicable(Operation operation) const {
  if (operation == Operation::kCommit) return "LevelDB has no transactions";
  if (operation == Operation::kLookup) return "LevelDB has no secondary indexes";
  return nullptr;
}

Status LevelDbStore::done(const leveldb::Status& status) {
  if (settles_) env_->settle();
  return translated(status);
}

Status LevelDbStore::open(const StoreContext& context, const std::string& path) {
  const StoreSettings& settings = this->settings();
  settles_ = context.count_mode;
  write_options_.sync = settings.sync == SyncPolicy::kEveryWrite;
  env_ = std::make_unique<SettlingEnv>(context);
  cache_.reset(leveldb::NewLRUCache(settings.block_cache_bytes));
  if (settings.bits_per_key > 0)
    filter_.reset(leveldb::NewBloomFilterPolicy(static_cast<int>(settings.bits_per_key)));
  leveldb::Options options;
  options.create_if_missing = true;
  options.env = env_.get();
  options.write_buffer_size = settings.write_buffer_bytes;
  options.block_size = settings.block_bytes;
  options.block_cache = cache_.get();
  options.max_file_size = settings.table_bytes;
  options.filter_policy = filter_.get();
  options.compression = leveldb::kNoCompression;
  leveldb::DB* db = nullptr;
  const leveldb::Status status = leveldb::DB::Open(options, path, &db);
  db_.reset(db);
  return done(status);
}

Status LevelDbStore::put(const Key& key, std::string_view value) {
  return done(db_->Put(write_options_, slice(key.bytes), slice(value)));
}

Status LevelDbStore::remove(const Key& key) {
  return done(db_->Delete(write_options_, slice(key.bytes)));
}

Status LevelDbStore::get(const Key& key, ReadSink& sink) {
  const leveldb::Status status = db_->Get(leveldb::ReadOptions(), slice(key.bytes), &t_answer);
  if (settles_) env_->settle();  // a read can make a compaction necessary
  if (!status.ok() && !status.IsNotFound()) return translated(status);
  sink.read(status.ok(), status.ok() ? std::string_view(t_answer) : std::string_view());
  return Status::ok();
}

void fill(leveldb::WriteBatch& batch, const Entry* entries, size_t n) {
  for (size_t i = 0; i < n; ++i) batch.Put(slice(entries[i].key.bytes), slice(entries[i].value));
}

Status LevelDbStore::batch(const Entry* entries, size_t n) {
  leveldb::WriteBatch batch;
  fill(batch, entries, n);
  return done(db_->Write(write_options_, &batch));
}

Status LevelDbStore::prepare(size_t slot, const Entry* entries, size_t n) {
  fill(prepared_[slot].emplace(), entries, n);
  return Status::ok();
}

Status LevelDbStore::write_prepared(size_t slot) {
  const Status status = done(db_->Write(write_options_, &*prepared_[slot]));
  prepared_[slot].reset();
  return status;
}

Status LevelDbStore::scan(const Key& from, EntrySink& sink) {
  const std::unique_ptr<leveldb::Iterator> iterator(db_->NewIterator(leveldb::ReadOptions()));
  if (from.bytes.empty()) {
    iterator->SeekToFirst();
  } else {
    iterator->Seek(slice(from.bytes));
  }
  for (; iterator->Valid(); iterator->Next()) {
    if (!sink.entry(view(iterator->key()), view(iterator->value()))) break;
  }
  return done(iterator->status());
}

Status LevelDbStore::range(const Key& from, size_t limit, EntrySink& sink) {
  std::vector<std::pair<std::string, std::string>> entries;
  const std::unique_ptr<leveldb::Iterator> iterator(db_->NewIterator(leveldb::ReadOptions()));
  for (iterator->Seek(slice(from.bytes)); iterator->Valid() && entries.size() < limit;
       iterator->Next()) {
    entries.emplace_back(iterator->key().ToString(), iterator->value().ToString());
  }
  for (const auto& [key, value] : entries) sink.entry(key, value);
  return done(iterator->status());
}

// LevelDB has no flush: a compaction of a range that holds no key begins by writing the memtable to
// a table.
Status LevelDbStore::flush() {
  const leveldb::Slice none("\xff\xff\xff\xff");
  db_->CompactRange(&none, &none);
  return done(leveldb::Status::OK());
}

Status LevelDbStore::compact() {
  env_->give_way(settles_);
  db_->CompactRange(nullptr, nullptr);
  env_->give_way(false);
  return done(leveldb::Status::OK());
}

Status LevelDbStore::settle() {
  env_->settle();
  return Status::ok();
}

Status LevelDbStore::close() {
  db_.reset();
  cache_.reset();
  filter_.reset();
  return Status::ok();
}

Figures LevelDbStore::physical_work() const { return env_->traffic().figures(); }

Figures LevelDbStore::memory() const {
  std::string bytes;
  if (db_ == nullptr || !db_->GetProperty("leveldb.approximate-memory-usage", &bytes)) return {};
  return {{"memtables_and_cache", std::stoull(bytes)}};
}

}  // namespace

StoreDescription describe_store() {
  StoreDescription description;
  description.name = "leveldb";
  description.version =
      std::to_string(leveldb::kMajorVersion) + "." + std::to_string(leveldb::kMinorVersion);
  return description;
}

Settings settings_of(const StoreSettings& settings, std::string_view) {
  return common_settings(settings, {.compression = "none",
                                    .checksums = "of the log only",  // LevelDB's default
                                    .background_threads = "1"});
}

std::unique_ptr<Store> make_store(std::string_view, const Scenario& scenario) {
  return std::make_unique<LevelDbStore>(scenario);
}

}  // namespace heapdyno
