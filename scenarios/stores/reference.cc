// The reference engine: compiled once per variant, with ENGINE_POLICY and the variant's name.
// Nothing here but calls of the engine and the table of toggles; all else of the driver is compiled
// once.
#include <optional>

#include "engine/db/db.h"
#include "engine/memory/policy.h"
#include "scenarios/stores/settings.h"
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;

class ReferenceStore : public Store {
 public:
  Status open(const StoreSettings& settings, const StoreContext& context,
              const std::string& path) override;
  Status put(std::string_view key, std::string_view value) override {
    return db_->put(write_options_, key, value);
  }
  Status remove(std::string_view key) override { return db_->remove(write_options_, key); }
  Result<Answer> get(std::string_view key) override;
  Status batch(const Entry* entries, size_t n) override;
  Status scan(std::string_view from, EntrySink& sink) override;
  Status range(std::string_view from, size_t limit, EntrySink& sink) override;
  Status flush() override { return db_->flush(); }
  Status compact() override { return db_->compact(); }
  Status settle() override { return db_->settle(); }
  Status close() override;
  void release() override { answer_.reset(); }
  Figures physical_work() const override;
  Figures memory() const override;

 private:
  engine::WriteOptions write_options_;
  std::unique_ptr<engine::Db> db_;
  std::optional<engine::Bytes> answer_;
};

engine::Options options_for(const StoreSettings& settings, const StoreContext& context) {
  engine::Options options;
  options.background =
      context.count_mode ? engine::Background::kInline : engine::Background::kThread;
  options.hooks = {context.enter_background, context.leave_background, context.background};
  options.seed = context.seed;
  options.write_buffer_bytes = settings.write_buffer_bytes;
  options.block_bytes = settings.block_bytes;
  options.block_cache_bytes = settings.block_cache_bytes;
  options.table_bytes = settings.table_bytes;
  options.level_base_bytes = settings.level_base_bytes;
  options.bits_per_key = static_cast<int>(settings.bits_per_key);
  options.level0_trigger = static_cast<int>(settings.level0_trigger);
  return options;
}

Status ReferenceStore::open(const StoreSettings& settings, const StoreContext& context,
                            const std::string& path) {
  write_options_.sync =
      settings.sync == SyncPolicy::kEveryWrite ? engine::Sync::kEveryWrite : engine::Sync::kNone;
  Result<std::unique_ptr<engine::Db>> db = engine::Db::open(options_for(settings, context), path);
  if (!db.is_ok()) return std::move(db).status();
  db_ = std::move(db).value();
  return Status::ok();
}

Result<Answer> ReferenceStore::get(std::string_view key) {
  answer_.reset();
  Result<engine::Bytes> value = db_->get({}, key);
  if (value.status().is_not_found()) return Answer{};
  if (!value.is_ok()) return std::move(value).status();
  answer_ = std::move(value).value();
  return Answer{true, answer_->view()};
}

Status ReferenceStore::batch(const Entry* entries, size_t n) {
  engine::WriteBatch batch;
  for (size_t i = 0; i < n; ++i) batch.put(entries[i].key, entries[i].value);
  return db_->write(write_options_, std::move(batch));
}

Status ReferenceStore::scan(std::string_view from, EntrySink& sink) {
  engine::Iterator iterator = db_->iterate({});
  if (from.empty()) {
    iterator.seek_to_first();
  } else {
    iterator.seek(from);
  }
  for (; iterator.valid(); iterator.next()) {
    if (!sink.entry(iterator.key(), iterator.value())) break;
  }
  return iterator.status();
}

Status ReferenceStore::range(std::string_view from, size_t limit, EntrySink& sink) {
  const Result<engine::Range> range = db_->range({}, from, limit);
  if (!range.is_ok()) return range.status();
  for (const engine::Entry& entry : *range) sink.entry(entry.key, entry.value);
  return Status::ok();
}

Status ReferenceStore::close() {
  release();
  const Status status = db_->close();
  db_.reset();
  return status;
}

Figures ReferenceStore::physical_work() const {
  const engine::PhysicalWork work = db_->physical_work();
  Figures figures;
  for (const auto& field : engine::kPhysicalWorkFields) {  // scenarios make no B+tree
    if (!field.of_btrees) figures.emplace_back(field.name, work.*field.field);
  }
  figures.emplace_back("bytes_written", work.wal_bytes + work.flush_bytes + work.compaction_bytes +
                                            work.manifest_bytes);
  return figures;
}

Figures ReferenceStore::memory() const {
  const engine::MemoryUsage usage = db_->memory_usage();
  Figures figures;
  for (const auto& field : engine::kMemoryUsageFields) {
    if (!field.of_btrees) figures.emplace_back(field.name, usage.*field.field);
  }
  return figures;
}

ToggleDescription described(const engine::Toggle& toggle) {
  ToggleDescription description{
      std::string(toggle.name), {}, std::string(toggle.needs), std::string(toggle.why)};
  for (std::string_view kind : toggle.kinds) {
    if (!kind.empty()) description.kinds.emplace_back(kind);
  }
  return description;
}

}  // namespace

StoreDescription describe_store() {
  StoreDescription description;
  description.name = "reference";
  description.variant = HEAPDYNO_VARIANT;
  for (const engine::Toggle& toggle : engine::kToggles) {
    const int kind = toggle.kind(engine::kPolicy);
    const std::string_view word = kind == 0 ? "off" : toggle.kinds[static_cast<size_t>(kind) - 1];
    description.policy.emplace_back(toggle.name, word);
    description.toggles.push_back(described(toggle));
  }
  return description;
}

Settings settings_of(const StoreSettings& settings) {
  return common_settings(
      settings, {.compression = "none", .checksums = "verified", .background_threads = "1"});
}

std::unique_ptr<Store> make_store() { return std::make_unique<ReferenceStore>(); }

}  // namespace heapdyno
