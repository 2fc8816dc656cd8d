#include "engine/db/transaction.h"

#include <utility>

#include "engine/db/transaction_impl.h"

namespace engine {
namespace {

Status has_ended() { return Status::invalid_argument("the transaction has ended"); }

}  // namespace

Transaction DbImpl::begin(Isolation isolation) {
  return Transaction(
      Objects::make_unique<Transaction::Impl>(*this, name_pool_, isolation, write_set_seed_));
}

Transaction::Transaction(Owned<Impl> impl) : impl_(std::move(impl)) {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

void Transaction::abort() { impl_.reset(); }

Result<Bytes> Transaction::get(std::string_view key, std::string_view keyspace) {
  if (impl_ == nullptr) return has_ended();
  return impl_->get(key, keyspace);
}

Iterator Transaction::iterate(std::string_view keyspace) {
  return Iterator(Objects::make_unique<DbIterator>(
      impl_ == nullptr ? DbIterator::failed(has_ended()) : impl_->iterate(keyspace)));
}

Result<Range> Transaction::range(std::string_view from, size_t limit, std::string_view keyspace) {
  if (impl_ == nullptr) return has_ended();
  if (limit == 0) return Range();
  DbIterator entries = impl_->iterate(keyspace);
  return take_range(entries, from, limit);
}

Result<Range> Transaction::lookup(std::string_view index, std::string_view field_value,
                                  size_t limit, std::string_view keyspace) {
  if (impl_ == nullptr) return has_ended();
  return impl_->lookup({keyspace, index}, field_value, limit);
}

Status Transaction::put(std::string_view key, std::string_view value, std::string_view keyspace) {
  return impl_ == nullptr ? has_ended() : impl_->write(Kind::kPut, key, value, keyspace);
}

Status Transaction::remove(std::string_view key, std::string_view keyspace) {
  return impl_ == nullptr ? has_ended() : impl_->write(Kind::kDelete, key, {}, keyspace);
}

Status Transaction::commit(const WriteOptions& options) {
  if (impl_ == nullptr) return has_ended();
  const Owned<Impl> impl = std::move(impl_);
  return impl->commit(options);
}

size_t Transaction::Impl::charge() const {
  size_t bytes = reads_.charge();
  for (const Part& part : parts_)
    if (part.writes) bytes += part.writes->charge();
  return bytes;
}

Status Transaction::Impl::settle_charge() {
  const size_t before = std::exchange(charged_, charge());
  db_.charge_transaction(static_cast<int64_t>(charged_) - static_cast<int64_t>(before));
  return charged_ > db_.largest_transaction() ? reads_.full() : Status::ok();
}

Result<Bytes> Transaction::Impl::get(std::string_view key, std::string_view keyspace) {
  RETURN_IF_ERROR(settle_charge());
  const uint32_t part = part_of(keyspace);
  if (std::optional<WriteSet>& writes = parts_[part].writes) {
    if (const WriteSet::Write* own = writes->find(key)) {
      if (own->kind == Kind::kDelete) return Status::not_found();
      return own->value;
    }
  }
  Result<Bytes> value = db_.get(options(keyspace), key);
  if (notes_reads()) reads_.add_point(part, copies_.copy(key));
  return value;
}

DbIterator Transaction::Impl::iterate(std::string_view keyspace) {
  if (Status status = settle_charge(); !status.is_ok())
    return DbIterator::failed(std::move(status));
  const uint32_t part = part_of(keyspace);
  std::optional<WriteSet>& writes = parts_[part].writes;
  return db_.iterator_of(options(keyspace),
                         DbIterator::Own{writes ? writes->iterate() : WriteSetIterator::empty(),
                                         notes_reads() ? &reads_ : nullptr, part});
}

Result<Range> Transaction::Impl::lookup(const TreeNameView& index, std::string_view field_value,
                                        size_t limit) {
  RETURN_IF_ERROR(settle_charge());
  const Result<Indexed> indexed = db_.indexed(index, begun());
  if (!indexed.is_ok()) return indexed.status();
  const uint32_t part = part_of(index.keyspace);
  LookupOwn own{nullptr, notes_reads() ? &reads_ : nullptr, part,
                part_of(index.keyspace, index.index)};
  if (std::optional<WriteSet>& writes = parts_[part].writes) own.writes = &*writes;
  return db_.lookup(*indexed, field_value, limit, &own);
}

Status Transaction::Impl::write(Kind kind, std::string_view key, std::string_view value,
                                std::string_view keyspace) {
  RETURN_IF_ERROR(settle_charge());
  std::optional<WriteSet>& writes = parts_[part_of(keyspace)].writes;
  if (!writes) writes.emplace(seed_);
  if (kind == Kind::kPut) {
    writes->put(copies_.copy(key), copies_.copy(value));
  } else {
    writes->remove(copies_.copy(key));
  }
  return Status::ok();
}

// There are few.
uint32_t Transaction::Impl::part_of(std::string_view keyspace, std::string_view index) {
  for (uint32_t i = 0; i < parts_.size(); ++i)
    if (parts_[i].name() == TreeNameView{keyspace, index}) return i;
  parts_.push_back(Part{names_.intern(keyspace), names_.intern(index), std::nullopt});
  return static_cast<uint32_t>(parts_.size() - 1);
}

Status Transaction::Impl::commit(const WriteOptions& options) {
  size_t bytes = 0;
  size_t count = 0;
  for (const Part& part : parts_) {
    if (!part.writes) continue;
    count += part.writes->size();
    bytes += part.writes->bytes() + part.writes->size() * WriteBatch::entry_overhead(part.keyspace);
  }
  if (count == 0) return Status::ok();  // what it read was so, all at once, when it began
  copies_.finish();
  WriteBatch batch;
  expect_size(batch, kBatchHeaderBytes + bytes);
  for (Part& part : parts_) {
    if (!part.writes) continue;
    part.writes->for_each([&](std::string_view key, const WriteSet::Write& write) {
      if (write.kind == Kind::kPut) {
        batch.put(key, write.value.view(), part.keyspace.view());
      } else {
        batch.remove(key, part.keyspace.view());
      }
    });
  }
  return db_.commit(options, std::move(batch), this);
}

}  // namespace engine
