// Debian's RocksDB as a user would call it, with the scenario's settings and all else by default
// but one background thread, one shard of the cache and no periodic statistics. In count mode each
// operation ends when no background work is left and skip-list heights follow from the seed; counts
// still move by a few calls, because files carry random names and times. In time mode RocksDB runs
// free.
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/optimistic_transaction_db.h>
#include <rocksdb/utilities/transaction.h>
#include <rocksdb/version.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <optional>

#include "scenarios/stores/rocksdb_env.h"
#include "scenarios/stores/settings.h"
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using engine::Status;

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

Status translated(const rocksdb::Status& status) {
  if (status.ok()) return Status::ok();
  if (status.IsCorruption()) return Status::corruption(status.ToString());
  return Status::io_error(status.ToString());
}

// One shard: into which of several a block falls follows from a random number of each process, and
// with it what a nearly full cache throws out (reads of two equal runs were 4 % apart in bytes).
constexpr int kCacheShardBits = 0;

rocksdb::BlockBasedTableOptions table_options_for(const StoreSettings& settings) {
  rocksdb::BlockBasedTableOptions options;
  options.block_size = settings.block_bytes;
  options.block_cache = rocksdb::NewLRUCache(settings.block_cache_bytes, kCacheShardBits);
  if (settings.bits_per_key > 0)
    options.filter_policy.reset(rocksdb::NewBloomFilterPolicy(settings.bits_per_key));
  return options;
}

rocksdb::Options options_for(const StoreSettings& settings, SettlingRocksEnv& env,
                             const rocksdb::BlockBasedTableOptions& table_options) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.env = &env;
  options.write_buffer_size = settings.write_buffer_bytes;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table_options));
  options.target_file_size_base = settings.table_bytes;
  options.max_bytes_for_level_base = settings.level_base_bytes;
  options.level0_file_num_compaction_trigger = static_cast<int>(settings.level0_trigger);
  options.compression = rocksdb::kNoCompression;
  options.max_background_jobs = 1;
  // Work by the clock would be counted with whatever operation it meets.
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  return options;
}

// For all gets of a thread: the copy is no allocation.
thread_local std::string t_answer;

// A scenario with commits opens RocksDB's own database of optimistic transactions, which keeps
// memtables for longer; any other one opens it plain. Keyspaces are column families.
class RocksDbStore : public Store {
 public:
  using Store::Store;

  const char* not_applicable(Operation operation) const override {
    return operation == Operation::kLookup ? "RocksDB has no secondary indexes" : nullptr;
  }
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
  Status prepare(size_t slot, const Entry* entries, size_t n) override;
  Status write_prepared(size_t slot) override;
  Status flush() override;
  Status compact() override;
  Status settle() override;
  Status close() override;
  Figures physical_work() const override { return env_->traffic().figures(); }
  Figures memory() const override;

 private:
  using Families = std::vector<rocksdb::ColumnFamilyHandle*>;

  std::vector<std::string> named_families() const;
  rocksdb::Status open_db(const StoreContext& context, const rocksdb::Options& options,
                          const std::string& path);
  void number_keyspaces();
  Status fill(rocksdb::WriteBatch& batch, const Entry* entries, size_t n) const;
  rocksdb::ColumnFamilyHandle* family_of(const Key& key) const {
    return by_keyspace_[key.keyspace];
  }
  Status compact_in_order(rocksdb::ColumnFamilyHandle* family);
  rocksdb::Status work_in(rocksdb::Transaction& transaction, const TransactionWork& work,
                          ReadSink& sink);
  // The end of every operation.
  Status done(const rocksdb::Status& status);

  bool settles_ = false;
  rocksdb::WriteOptions write_options_;
  std::array<std::optional<rocksdb::WriteBatch>, kSlots> prepared_;
  rocksdb::ReadOptions read_options_;
  std::unique_ptr<SettlingRocksEnv> env_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;                           // before what it uses
  rocksdb::OptimisticTransactionDB* transactions_ = nullptr;  // db_, where the scenario commits
  Families families_;                                         // the default one first
  Families by_keyspace_;                                      // of them
};

Status RocksDbStore::done(const rocksdb::Status& status) {
  if (settles_) env_->settle();
  return translated(status);
}

Status RocksDbStore::open(const StoreContext& context, const std::string& path) {
  settles_ = context.count_mode;
  write_options_.sync = settings().sync == SyncPolicy::kEveryWrite;
  read_options_.verify_checksums = true;
  env_ = std::make_unique<SettlingRocksEnv>(context);
  if (settles_) seed_skip_lists(context.seed);
  const rocksdb::BlockBasedTableOptions table_options = table_options_for(settings());
  cache_ = table_options.block_cache;
  rocksdb::Options options = options_for(settings(), *env_, table_options);
  // What a database of transactions sets when it opens a family, but not when it makes one.
  if (scenario().has(Operation::kCommit)) options.max_write_buffer_size_to_maintain = -1;
  return done(open_db(context, options, path));
}

std::vector<std::string> RocksDbStore::named_families() const {
  std::vector<std::string> names;
  for (const Keyspace& keyspace : keyspaces()) {
    if (!keyspace.name.empty()) names.push_back(keyspace.name);
  }
  return names;
}

// New families are made in one call: made one by one, or by the opening, each writes the options of
// all that are there once more.
rocksdb::Status RocksDbStore::open_db(const StoreContext& context, const rocksdb::Options& options,
                                      const std::string& path) {
  const std::vector<std::string> names = named_families();
  std::vector<rocksdb::ColumnFamilyDescriptor> there;
  there.emplace_back(rocksdb::kDefaultColumnFamilyName, options);
  if (!context.is_new) {
    for (const std::string& name : names) there.emplace_back(name, options);
  }
  rocksdb::DB* db = nullptr;
  rocksdb::Status status;
  if (scenario().has(Operation::kCommit)) {
    status =
        rocksdb::OptimisticTransactionDB::Open(options, path, there, &families_, &transactions_);
    db = transactions_;
  } else {
    status = rocksdb::DB::Open(options, path, there, &families_, &db);
  }
  db_.reset(db);
  if (status.ok() && context.is_new && !names.empty()) {
    Families made;
    status = db_->CreateColumnFamilies(options, names, &made);
    families_.insert(families_.end(), made.begin(), made.end());
  }
  if (status.ok()) number_keyspaces();
  return status;
}

void RocksDbStore::number_keyspaces() {
  by_keyspace_.clear();
  size_t next = 1;
  for (const Keyspace& keyspace : keyspaces())
    by_keyspace_.push_back(keyspace.name.empty() ? families_.front() : families_[next++]);
}

Status RocksDbStore::put(const Key& key, std::string_view value) {
  return done(db_->Put(write_options_, family_of(key), slice(key.bytes), slice(value)));
}

Status RocksDbStore::remove(const Key& key) {
  return done(db_->Delete(write_options_, family_of(key), slice(key.bytes)));
}

Status RocksDbStore::get(const Key& key, ReadSink& sink) {
  const rocksdb::Status status =
      db_->Get(read_options_, family_of(key), slice(key.bytes), &t_answer);
  if (settles_) env_->settle();
  if (!status.ok() && !status.IsNotFound()) return translated(status);
  sink.read(status.ok(), status.ok() ? std::string_view(t_answer) : std::string_view());
  return Status::ok();
}

Status RocksDbStore::fill(rocksdb::WriteBatch& batch, const Entry* entries, size_t n) const {
  for (size_t i = 0; i < n; ++i) {
    const rocksdb::Status status =
        batch.Put(family_of(entries[i].key), slice(entries[i].key.bytes), slice(entries[i].value));
    if (!status.ok()) return translated(status);
  }
  return Status::ok();
}

Status RocksDbStore::batch(const Entry* entries, size_t n) {
  rocksdb::WriteBatch batch;
  RETURN_IF_ERROR(fill(batch, entries, n));
  return done(db_->Write(write_options_, &batch));
}

Status RocksDbStore::prepare(size_t slot, const Entry* entries, size_t n) {
  return fill(prepared_[slot].emplace(), entries, n);
}

Status RocksDbStore::write_prepared(size_t slot) {
  const Status status = done(db_->Write(write_options_, &*prepared_[slot]));
  prepared_[slot].reset();
  return status;
}

Status RocksDbStore::scan(const Key& from, EntrySink& sink) {
  const std::unique_ptr<rocksdb::Iterator> iterator(
      db_->NewIterator(read_options_, family_of(from)));
  if (from.bytes.empty()) {
    iterator->SeekToFirst();
  } else {
    iterator->Seek(slice(from.bytes));
  }
  for (; iterator->Valid(); iterator->Next()) {
    if (!sink.entry(iterator->key().ToStringView(), iterator->value().ToStringView())) break;
  }
  return done(iterator->status());
}

Status RocksDbStore::range(const Key& from, size_t limit, EntrySink& sink) {
  std::vector<std::pair<std::string, std::string>> entries;
  const std::unique_ptr<rocksdb::Iterator> iterator(
      db_->NewIterator(read_options_, family_of(from)));
  for (iterator->Seek(slice(from.bytes)); iterator->Valid() && entries.size() < limit;
       iterator->Next()) {
    entries.emplace_back(iterator->key().ToString(), iterator->value().ToString());
  }
  for (const auto& [key, value] : entries) sink.entry(key, value);
  return done(iterator->status());
}

Status RocksDbStore::transact(const TransactionWork& work, ReadSink& sink) {
  rocksdb::OptimisticTransactionOptions options;
  options.set_snapshot = true;
  const std::unique_ptr<rocksdb::Transaction> transaction(
      transactions_->BeginTransaction(write_options_, options));
  rocksdb::Status status = work_in(*transaction, work, sink);
  if (status.ok()) status = work.aborts ? transaction->Rollback() : transaction->Commit();
  return done(status);
}

// What a serializable one reads is checked at the commit as well.
rocksdb::Status RocksDbStore::work_in(rocksdb::Transaction& transaction,
                                      const TransactionWork& work, ReadSink& sink) {
  rocksdb::ReadOptions options = read_options_;
  options.snapshot = transaction.GetSnapshot();
  const auto answer = [&](const rocksdb::Status& status) {
    if (!status.ok() && !status.IsNotFound()) return status;
    sink.read(status.ok(), status.ok() ? std::string_view(t_answer) : std::string_view());
    return rocksdb::Status::OK();
  };
  rocksdb::Status status;
  for (size_t i = 0; i < work.reads && status.ok(); ++i) {
    const Key& key = work.entries[i].key;
    status =
        answer(work.isolation == Isolation::kSerializable
                   ? transaction.GetForUpdate(options, family_of(key), slice(key.bytes), &t_answer)
                   : transaction.Get(options, family_of(key), slice(key.bytes), &t_answer));
  }
  for (size_t i = 0; i < work.writes && status.ok(); ++i) {
    const Key& key = work.entries[i].key;
    status = transaction.Put(family_of(key), slice(key.bytes), slice(work.entries[i].value));
  }
  if (!status.ok() || !work.reads_own_write()) return status;
  const Key& first = work.entries[0].key;
  return answer(transaction.Get(options, family_of(first), slice(first.bytes), &t_answer));
}

Status RocksDbStore::flush() { return done(db_->Flush(rocksdb::FlushOptions(), families_)); }

Status RocksDbStore::compact() {
  for (rocksdb::ColumnFamilyHandle* const family : families_) {
    RETURN_IF_ERROR(settles_ ? compact_in_order(family)
                             : translated(db_->CompactRange(rocksdb::CompactRangeOptions(), family,
                                                            nullptr, nullptr)));
  }
  return Status::ok();
}

// What the flush makes necessary is done first, and nothing comes between the levels of a
// compaction that is counted: else RocksDB's own compactions do or do not, by chance. The price is
// the calls that the two changes of options make.
Status RocksDbStore::compact_in_order(rocksdb::ColumnFamilyHandle* family) {
  RETURN_IF_ERROR(done(db_->Flush(rocksdb::FlushOptions(), family)));
  RETURN_IF_ERROR(translated(db_->SetOptions(family, {{"disable_auto_compactions", "true"}})));
  RETURN_IF_ERROR(
      done(db_->CompactRange(rocksdb::CompactRangeOptions(), family, nullptr, nullptr)));
  return done(db_->SetOptions(family, {{"disable_auto_compactions", "false"}}));
}

Status RocksDbStore::settle() {
  env_->settle();
  return Status::ok();
}

// Settled first in both modes: RocksDB takes jobs that wait out of their queue, but takes a flush
// there for a compaction, and would wait for it for ever.
Status RocksDbStore::close() {
  env_->settle();
  for (rocksdb::ColumnFamilyHandle* const family : families_)
    (void)db_->DestroyColumnFamilyHandle(family).ok();
  families_.clear();
  const rocksdb::Status status = db_->Close();
  db_.reset();
  cache_.reset();
  return translated(status);
}

Figures RocksDbStore::memory() const {
  uint64_t memtables = 0;
  if (db_ == nullptr ||
      !db_->GetAggregatedIntProperty("rocksdb.cur-size-all-mem-tables", &memtables))
    return {};
  return {{"memtables", memtables}, {"block_cache", cache_->GetUsage()}};
}

}  // namespace

StoreDescription describe_store() {
  StoreDescription description;
  description.name = "rocksdb";
  description.version = std::to_string(ROCKSDB_MAJOR) + "." + std::to_string(ROCKSDB_MINOR) + "." +
                        std::to_string(ROCKSDB_PATCH);
  return description;
}

Settings settings_of(const StoreSettings& settings, std::string_view) {
  Settings words = common_settings(
      settings, {.compression = "none", .checksums = "verified", .background_threads = "1"});
  words.emplace_back("block_cache_shards", std::to_string(1 << kCacheShardBits));
  return words;
}

std::unique_ptr<Store> make_store(std::string_view, const Scenario& scenario) {
  return std::make_unique<RocksDbStore>(scenario);
}

}  // namespace heapdyno
