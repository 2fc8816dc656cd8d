#include "engine/db/db.h"

#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/db_iterator.h"

namespace engine {

Snapshot::Snapshot(Snapshot&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)), sequence_(other.sequence_) {}

Snapshot& Snapshot::operator=(Snapshot&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(sequence_, other.sequence_);
  return *this;
}

Snapshot::~Snapshot() {
  if (db_ != nullptr) db_->release(sequence_);
}

Iterator::Iterator(Owned<DbIterator> iterator) : iterator_(std::move(iterator)) {}
Iterator::Iterator(Iterator&&) noexcept = default;
Iterator& Iterator::operator=(Iterator&&) noexcept = default;
Iterator::~Iterator() = default;

bool Iterator::valid() const { return iterator_->valid(); }
void Iterator::seek_to_first() { iterator_->seek_to_first(); }
void Iterator::seek_to_last() { iterator_->seek_to_last(); }
void Iterator::seek(std::string_view key) { iterator_->seek(key); }
void Iterator::next() { iterator_->next(); }
void Iterator::prev() { iterator_->prev(); }
std::string_view Iterator::key() const { return iterator_->key(); }
std::string_view Iterator::value() const { return iterator_->value(); }
Status Iterator::status() const { return iterator_->status(); }

Db::Db(std::unique_ptr<DbImpl> impl) : impl_(std::move(impl)) {}
Db::~Db() = default;

Result<std::unique_ptr<Db>> Db::open(const Options& options, const std::string& path) {
  Result<std::unique_ptr<DbImpl>> impl = DbImpl::open(options, path);
  if (!impl.is_ok()) return std::move(impl).status();
  return std::unique_ptr<Db>(new Db(*std::move(impl)));
}

Status Db::close() { return impl_->close(); }

Status Db::put(const WriteOptions& options, std::string_view key, std::string_view value) {
  return impl_->put(options, key, value);
}

Status Db::remove(const WriteOptions& options, std::string_view key) {
  return impl_->remove(options, key);
}

Status Db::write(const WriteOptions& options, WriteBatch&& batch) {
  return impl_->commit(options, std::move(batch));
}

Result<Bytes> Db::get(const ReadOptions& options, std::string_view key) {
  return impl_->get(options, key);
}

Iterator Db::iterate(const ReadOptions& options) { return impl_->iterate(options); }

Result<Range> Db::range(const ReadOptions& options, std::string_view from, size_t limit) {
  return impl_->range(options, from, limit);
}

Snapshot Db::snapshot() { return impl_->snapshot(); }
Transaction Db::begin(Isolation isolation) { return impl_->begin(isolation); }
Status Db::flush() { return impl_->flush(); }
Status Db::compact() { return impl_->compact(); }
Status Db::settle() { return impl_->settle(); }
Status Db::create_keyspace(std::string_view name, KeyspaceKind kind) {
  return impl_->create_keyspace(name, kind);
}
Status Db::drop_keyspace(std::string_view name) { return impl_->drop_keyspace(name); }
std::vector<std::string> Db::keyspaces() const { return impl_->keyspaces(); }
Status Db::create_index(std::string_view index, std::string_view field, std::string_view extractor,
                        std::string_view keyspace) {
  return impl_->create_index(index, field, extractor, keyspace);
}
Status Db::drop_index(std::string_view index, std::string_view keyspace) {
  return impl_->drop_index(index, keyspace);
}
std::vector<IndexInfo> Db::indexes(std::string_view keyspace) const {
  return impl_->indexes(keyspace);
}
Result<Range> Db::lookup(const ReadOptions& options, std::string_view index,
                         std::string_view field_value, size_t limit) {
  return impl_->lookup(options, index, field_value, limit);
}
PhysicalWork Db::physical_work() const { return impl_->physical_work(); }
MemoryUsage Db::memory_usage() const { return impl_->memory_usage(); }

}  // namespace engine
