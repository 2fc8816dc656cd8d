// Debian's RocksDB as a user would call it, with the scenario's settings and all else by default
// but one background thread, one shard of the cache and no periodic statistics. In count mode each
// operation ends when no background work is left and skip-list heights follow from the seed; counts
// still move by a few calls, because files carry random names and times. In time mode RocksDB runs
// free.
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/version.h>
#include <rocksdb/write_batch.h>

#include "scenarios/stores/rocksdb_env.h"
#include "scenarios/stores/settings.h"
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using engine::Result;
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

class RocksDbStore : public Store {
 public:
  Status open(const StoreSettings& settings, const StoreContext& context,
              const std::string& path) override;
  Status put(std::string_view key, std::string_view value) override;
  Status remove(std::string_view key) override;
  Result<Answer> get(std::string_view key) override;
  Status batch(const Entry* entries, size_t n) override;
  Status scan(std::string_view from, EntrySink& sink) override;
  Status range(std::string_view from, size_t limit, EntrySink& sink) override;
  Status flush() override;
  Status compact() override;
  Status settle() override;
  Status close() override;
  void release() override {}
  Figures physical_work() const override { return env_->traffic().figures(); }
  Figures memory() const override;

 private:
  Status compact_in_order();
  // The end of every operation.
  Status done(const rocksdb::Status& status);

  bool settles_ = false;
  rocksdb::WriteOptions write_options_;
  rocksdb::ReadOptions read_options_;
  std::unique_ptr<SettlingRocksEnv> env_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;  // before what it uses
  std::string answer_;               // for all gets: the copy is no allocation
};

Status RocksDbStore::done(const rocksdb::Status& status) {
  if (settles_) env_->settle();
  return translated(status);
}

Status RocksDbStore::open(const StoreSettings& settings, const StoreContext& context,
                          const std::string& path) {
  settles_ = context.count_mode;
  write_options_.sync = settings.sync == SyncPolicy::kEveryWrite;
  read_options_.verify_checksums = true;
  env_ = std::make_unique<SettlingRocksEnv>(context);
  if (settles_) seed_skip_lists(context.seed);
  const rocksdb::BlockBasedTableOptions table_options = table_options_for(settings);
  cache_ = table_options.block_cache;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status status =
      rocksdb::DB::Open(options_for(settings, *env_, table_options), path, &db);
  db_.reset(db);
  return done(status);
}

Status RocksDbStore::put(std::string_view key, std::string_view value) {
  return done(db_->Put(write_options_, slice(key), slice(value)));
}

Status RocksDbStore::remove(std::string_view key) {
  return done(db_->Delete(write_options_, slice(key)));
}

Result<Answer> RocksDbStore::get(std::string_view key) {
  const rocksdb::Status status = db_->Get(read_options_, slice(key), &answer_);
  if (settles_) env_->settle();
  if (status.IsNotFound()) return Answer{};
  if (!status.ok()) return translated(status);
  return Answer{true, answer_};
}

Status RocksDbStore::batch(const Entry* entries, size_t n) {
  rocksdb::WriteBatch batch;
  for (size_t i = 0; i < n; ++i) {
    const rocksdb::Status status = batch.Put(slice(entries[i].key), slice(entries[i].value));
    if (!status.ok()) return translated(status);
  }
  return done(db_->Write(write_options_, &batch));
}

Status RocksDbStore::scan(std::string_view from, EntrySink& sink) {
  const std::unique_ptr<rocksdb::Iterator> iterator(db_->NewIterator(read_options_));
  if (from.empty()) {
    iterator->SeekToFirst();
  } else {
    iterator->Seek(slice(from));
  }
  for (; iterator->Valid(); iterator->Next()) {
    if (!sink.entry(iterator->key().ToStringView(), iterator->value().ToStringView())) break;
  }
  return done(iterator->status());
}

Status RocksDbStore::range(std::string_view from, size_t limit, EntrySink& sink) {
  std::vector<std::pair<std::string, std::string>> entries;
  const std::unique_ptr<rocksdb::Iterator> iterator(db_->NewIterator(read_options_));
  for (iterator->Seek(slice(from)); iterator->Valid() && entries.size() < limit; iterator->Next()) {
    entries.emplace_back(iterator->key().ToString(), iterator->value().ToString());
  }
  for (const auto& [key, value] : entries) sink.entry(key, value);
  return done(iterator->status());
}

Status RocksDbStore::flush() { return done(db_->Flush(rocksdb::FlushOptions())); }

Status RocksDbStore::compact() {
  if (settles_) return compact_in_order();
  return translated(db_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr));
}

// What the flush makes necessary is done first, and nothing comes between the levels of a
// compaction that is counted: else RocksDB's own compactions do or do not, by chance. The price is
// the calls that the two changes of options make.
Status RocksDbStore::compact_in_order() {
  RETURN_IF_ERROR(flush());
  RETURN_IF_ERROR(translated(db_->SetOptions({{"disable_auto_compactions", "true"}})));
  RETURN_IF_ERROR(done(db_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr)));
  return done(db_->SetOptions({{"disable_auto_compactions", "false"}}));
}

Status RocksDbStore::settle() {
  env_->settle();
  return Status::ok();
}

// Settled first in both modes: RocksDB takes jobs that wait out of their queue, but takes a flush
// there for a compaction, and would wait for it for ever.
Status RocksDbStore::close() {
  env_->settle();
  const rocksdb::Status status = db_->Close();
  db_.reset();
  cache_.reset();
  return translated(status);
}

Figures RocksDbStore::memory() const {
  uint64_t memtables = 0;
  if (db_ == nullptr || !db_->GetIntProperty("rocksdb.cur-size-all-mem-tables", &memtables))
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

Settings settings_of(const StoreSettings& settings) {
  Settings words = common_settings(
      settings, {.compression = "none", .checksums = "verified", .background_threads = "1"});
  words.emplace_back("block_cache_shards", std::to_string(1 << kCacheShardBits));
  return words;
}

std::unique_ptr<Store> make_store() { return std::make_unique<RocksDbStore>(); }

}  // namespace heapdyno
