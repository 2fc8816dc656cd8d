// The reference engine: compiled once per variant, with ENGINE_POLICY and the variant's name.
// Nothing here but calls of the engine and the table of toggles; all else of the driver is compiled
// once.
#include <algorithm>
#include <array>
#include <optional>

#include "engine/db/db.h"
#include "engine/memory/policy.h"
#include "engine/store/page.h"
#include "scenarios/stores/settings.h"
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;

// What the same engine is called with every keyspace in a B+tree.
constexpr std::string_view kBTree = "btree";

// What databases know the driver's extractor by.
constexpr std::string_view kExtractor = "json";

class ReferenceStore : public Store {
 public:
  ReferenceStore(std::string_view name, const Scenario& scenario)
      : Store(scenario), all_btrees_(name == kBTree) {}

  const char* not_applicable(Operation operation) const override;
  Status open(const StoreContext& context, const std::string& path) override;
  Status put(const Key& key, std::string_view value) override {
    return db_->put({sync_, name_of(key.keyspace)}, key.bytes, value);
  }
  Status remove(const Key& key) override {
    return db_->remove({sync_, name_of(key.keyspace)}, key.bytes);
  }
  Status get(const Key& key, ReadSink& sink) override;
  Status batch(const Entry* entries, size_t n) override;
  Status scan(const Key& from, EntrySink& sink) override;
  Status range(const Key& from, size_t limit, EntrySink& sink) override;
  Status transact(const TransactionWork& work, ReadSink& sink) override;
  Status lookup(const Lookup& lookup, size_t limit, EntrySink& sink) override;
  Status prepare(size_t slot, const Entry* entries, size_t n) override;
  Status write_prepared(size_t slot) override;
  Status flush() override { return db_->flush(); }
  Status compact() override { return db_->compact(); }
  Status settle() override { return db_->settle(); }
  Status close() override;
  Figures physical_work() const override;
  Figures memory() const override;

 private:
  std::string_view name_of(uint32_t index) const { return keyspaces()[index].name; }
  engine::KeyspaceKind kind_of(const Keyspace& keyspace) const {
    return all_btrees_ || keyspace.kind == Keyspace::Kind::kBTree ? engine::KeyspaceKind::kBTree
                                                                  : engine::KeyspaceKind::kLsm;
  }
  bool has(engine::KeyspaceKind kind) const;
  void fill(engine::WriteBatch& batch, const Entry* entries, size_t n) const;
  engine::Options options_for(const StoreContext& context) const;
  Status create_keyspaces();
  Status create_indexes(const Keyspace& keyspace);

  const bool all_btrees_;
  engine::Sync sync_ = engine::Sync::kNone;
  std::array<std::optional<engine::WriteBatch>, kSlots> prepared_;
  std::unique_ptr<engine::Db> db_;
};

bool ReferenceStore::has(engine::KeyspaceKind kind) const {
  return std::any_of(keyspaces().begin(), keyspaces().end(),
                     [&](const Keyspace& keyspace) { return kind_of(keyspace) == kind; });
}

const char* ReferenceStore::not_applicable(Operation operation) const {
  if (operation == Operation::kCompact && !has(engine::KeyspaceKind::kLsm))
    return "a B+tree has no tables to merge";
  return nullptr;
}

engine::Options ReferenceStore::options_for(const StoreContext& context) const {
  engine::Options options;
  options.background =
      context.count_mode ? engine::Background::kInline : engine::Background::kThread;
  options.hooks = {context.enter_background, context.leave_background, context.background};
  options.seed = context.seed;
  options.write_buffer_bytes = settings().write_buffer_bytes;
  options.block_bytes = settings().block_bytes;
  options.block_cache_bytes = settings().block_cache_bytes;
  options.table_bytes = settings().table_bytes;
  options.level_base_bytes = settings().level_base_bytes;
  options.bits_per_key = static_cast<int>(settings().bits_per_key);
  options.level0_trigger = static_cast<int>(settings().level0_trigger);
  options.page_cache_bytes = settings().block_cache_bytes;
  options.checkpoint_bytes = checkpoint_bytes(settings());
  const auto unnamed = std::find_if(keyspaces().begin(), keyspaces().end(),
                                    [](const Keyspace& keyspace) { return keyspace.name.empty(); });
  if (!scenario().indexes.empty()) options.extractors = {{kExtractor, context.field_of}};
  options.default_kind = kind_of(unnamed == keyspaces().end() ? Keyspace() : *unnamed);
  return options;
}

Status ReferenceStore::open(const StoreContext& context, const std::string& path) {
  if (settings().sync == SyncPolicy::kEveryWrite) sync_ = engine::Sync::kEveryWrite;
  Result<std::unique_ptr<engine::Db>> db = engine::Db::open(options_for(context), path);
  if (!db.is_ok()) return std::move(db).status();
  db_ = std::move(db).value();
  return context.is_new ? create_keyspaces() : Status::ok();
}

Status ReferenceStore::create_keyspaces() {
  for (const Keyspace& keyspace : keyspaces()) {
    if (!keyspace.name.empty())
      RETURN_IF_ERROR(db_->create_keyspace(keyspace.name, kind_of(keyspace)));
    RETURN_IF_ERROR(create_indexes(keyspace));
  }
  return Status::ok();
}

Status ReferenceStore::create_indexes(const Keyspace& keyspace) {
  for (const Index& index : scenario().indexes)
    RETURN_IF_ERROR(db_->create_index(index.name, index.text(), kExtractor, keyspace.name));
  return Status::ok();
}

Status given(const Result<engine::Bytes>& value, ReadSink& sink) {
  if (!value.is_ok() && !value.status().is_not_found()) return value.status();
  sink.read(value.is_ok(), value.is_ok() ? value->view() : std::string_view());
  return Status::ok();
}

Status ReferenceStore::get(const Key& key, ReadSink& sink) {
  return given(db_->get({nullptr, name_of(key.keyspace)}, key.bytes), sink);
}

void ReferenceStore::fill(engine::WriteBatch& batch, const Entry* entries, size_t n) const {
  for (size_t i = 0; i < n; ++i) {
    const Entry& entry = entries[i];
    batch.put(entry.key.bytes, entry.value, name_of(entry.key.keyspace));
  }
}

Status ReferenceStore::batch(const Entry* entries, size_t n) {
  engine::WriteBatch batch;
  fill(batch, entries, n);
  return db_->write({sync_}, std::move(batch));
}

Status ReferenceStore::prepare(size_t slot, const Entry* entries, size_t n) {
  fill(prepared_[slot].emplace(), entries, n);
  return Status::ok();
}

Status ReferenceStore::write_prepared(size_t slot) {
  const Status status = db_->write({sync_}, *std::move(prepared_[slot]));
  prepared_[slot].reset();
  return status;
}

Status ReferenceStore::scan(const Key& from, EntrySink& sink) {
  engine::Iterator iterator = db_->iterate({nullptr, name_of(from.keyspace)});
  if (from.bytes.empty()) {
    iterator.seek_to_first();
  } else {
    iterator.seek(from.bytes);
  }
  for (; iterator.valid(); iterator.next()) {
    if (!sink.entry(iterator.key(), iterator.value())) break;
  }
  return iterator.status();
}

Status ReferenceStore::range(const Key& from, size_t limit, EntrySink& sink) {
  const Result<engine::Range> range =
      db_->range({nullptr, name_of(from.keyspace)}, from.bytes, limit);
  if (!range.is_ok()) return range.status();
  for (const engine::Entry& entry : *range) sink.entry(entry.key, entry.value);
  return Status::ok();
}

Status ReferenceStore::lookup(const Lookup& lookup, size_t limit, EntrySink& sink) {
  const Result<engine::Range> range =
      db_->lookup({nullptr, name_of(lookup.keyspace)}, scenario().indexes[lookup.index].name,
                  lookup.field_value, limit);
  if (!range.is_ok()) return range.status();
  for (const engine::Entry& entry : *range) sink.entry(entry.key, entry.value);
  return Status::ok();
}

Status ReferenceStore::transact(const TransactionWork& work, ReadSink& sink) {
  engine::Transaction transaction =
      db_->begin(work.isolation == Isolation::kSnapshot ? engine::Isolation::kSnapshot
                                                        : engine::Isolation::kSerializable);
  const auto read = [&](const Key& key) {
    return given(transaction.get(key.bytes, name_of(key.keyspace)), sink);
  };
  for (size_t i = 0; i < work.reads; ++i) RETURN_IF_ERROR(read(work.entries[i].key));
  for (size_t i = 0; i < work.writes; ++i) {
    const Key& key = work.entries[i].key;
    RETURN_IF_ERROR(transaction.put(key.bytes, work.entries[i].value, name_of(key.keyspace)));
  }
  if (work.reads_own_write()) RETURN_IF_ERROR(read(work.entries[0].key));
  if (!work.aborts) return transaction.commit({sync_});
  transaction.abort();
  return Status::ok();
}

Status ReferenceStore::close() {
  const Status status = db_->close();
  db_.reset();
  return status;
}

// Figures of B+trees where there is one.
Figures ReferenceStore::physical_work() const {
  const engine::PhysicalWork work = db_->physical_work();
  const bool btrees = has(engine::KeyspaceKind::kBTree);
  Figures figures;
  for (const auto& field : engine::kPhysicalWorkFields) {
    if (!field.of_btrees || btrees) figures.emplace_back(field.name, work.*field.field);
  }
  figures.emplace_back("bytes_written", work.wal_bytes + work.flush_bytes + work.compaction_bytes +
                                            work.manifest_bytes +
                                            work.page_writes * engine::kPageBytes);
  return figures;
}

Figures ReferenceStore::memory() const {
  const engine::MemoryUsage usage = db_->memory_usage();
  const bool btrees = has(engine::KeyspaceKind::kBTree);
  Figures figures;
  for (const auto& field : engine::kMemoryUsageFields) {
    if (!field.of_btrees || btrees) figures.emplace_back(field.name, usage.*field.field);
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
  description.also = {std::string(kBTree)};
  description.variant = HEAPDYNO_VARIANT;
  for (const engine::Toggle& toggle : engine::kToggles) {
    const int kind = toggle.kind(engine::kPolicy);
    const std::string_view word = kind == 0 ? "off" : toggle.kinds[static_cast<size_t>(kind) - 1];
    description.policy.emplace_back(toggle.name, word);
    description.toggles.push_back(described(toggle));
  }
  return description;
}

Settings settings_of(const StoreSettings& settings, std::string_view name) {
  Settings words = common_settings(
      settings, {.compression = "none", .checksums = "verified", .background_threads = "1"});
  if (name != kBTree) return words;
  keep_settings(words, {"sync", "compression", "checksums", "background_threads"});
  words.emplace_back("page_cache_bytes", std::to_string(settings.block_cache_bytes));
  words.emplace_back("checkpoint_bytes", std::to_string(checkpoint_bytes(settings)));
  return words;
}

std::unique_ptr<Store> make_store(std::string_view name, const Scenario& scenario) {
  return std::make_unique<ReferenceStore>(name, scenario);
}

}  // namespace heapdyno
