// What stands behind a Transaction: its snapshot, what it wrote to each keyspace, what it read.
// Thread contract: one thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/read_set.h"
#include "engine/db/transaction.h"
#include "engine/db/write_set.h"

namespace engine {

class Transaction::Impl {
 public:
  // What it did in one keyspace, or read of one index. It lasts longer than the call that named it, so
  // it has the names itself.
  struct Part {
    Name keyspace;
    Name index;  // empty: the keyspace itself
    std::optional<WriteSet> writes;

    TreeNameView name() const { return {keyspace.view(), index.view()}; }
  };
  using Parts = SmallVec<Part, 2>;

  Impl(DbImpl& db, NamePool& names, Isolation isolation, uint64_t seed)
      : db_(db),
        names_(names),
        isolation_(isolation),
        seed_(seed),
        snapshot_(db.snapshot()),
        reads_(db.largest_transaction()) {}
  ~Impl() { db_.charge_transaction(-static_cast<int64_t>(charged_)); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<Bytes> get(std::string_view key, std::string_view keyspace);
  DbIterator iterate(std::string_view keyspace);
  Result<Range> lookup(const TreeNameView& index, std::string_view field_value, size_t limit);
  Status write(Kind kind, std::string_view key, std::string_view value, std::string_view keyspace);
  Status commit(const WriteOptions& options);

  Isolation isolation() const { return isolation_; }
  Sequence begun() const { return snapshot_.sequence(); }
  Parts& parts() { return parts_; }
  const ReadSet& reads() const { return reads_; }

 private:
  ReadOptions options(std::string_view keyspace) const { return {&snapshot_, keyspace}; }
  uint32_t part_of(std::string_view keyspace, std::string_view index = {});
  size_t charge() const;
  // What it holds now, in the sum of all; kInvalidArgument where that is too much.
  Status settle_charge();
  bool notes_reads() const { return isolation_ == Isolation::kSerializable; }

  DbImpl& db_;
  NamePool& names_;
  const Isolation isolation_;
  const uint64_t seed_;  // of the write sets
  const Snapshot snapshot_;
  Copies copies_;  // of what the caller handed in
  Parts parts_;
  ReadSet reads_;
  size_t charged_ = 0;
};

}  // namespace engine
