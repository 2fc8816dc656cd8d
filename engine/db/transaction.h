// Transaction: reads of one moment and writes that nobody sees before the commit, which succeeds
// only if nobody else was in the way meanwhile (optimistic concurrency control: Kung and Robinson,
// "On Optimistic Methods for Concurrency Control", 1981, backward validation).
//
// Reads see the database as it was at begin(), and the transaction's own writes, in scans as well.
// Isolation::kSerializable: the commit fails if anything that the transaction read was changed by
// another since then: keys that were there or not, and whatever lies in a range that it scanned. So
// the committed transactions are as if each had run alone, in the order of their commits; one that
// wrote nothing, as if at its begin.
// Isolation::kSnapshot: the commit fails if another wrote a key that this one wrote (the first
// committer wins). Write skew is possible.
//
// Thread contract: one thread at a time; any number of transactions at once.
// Lifetime: its iterators end before it; it ends (commit, abort or destructor) before its Db.
// Memory: what it reads and writes is noted, up to Options::transaction_bytes (a call goes over it
// whole); beyond that its calls, but for commit and abort, return kInvalidArgument.
// Errors: kConflict names the key, and the transaction is over; begin another. After the end every
// call returns kInvalidArgument.
#pragma once

#include <memory>
#include <string_view>

#include "engine/base/status.h"
#include "engine/db/options.h"
#include "engine/db/range.h"
#include "engine/memory/vocabulary.h"

namespace engine {

class DbImpl;
class Iterator;

enum class Isolation : unsigned char { kSerializable, kSnapshot };

class Transaction {
 public:
  class Impl;

  Transaction(Transaction&&) noexcept;
  Transaction& operator=(Transaction&&) noexcept;
  ~Transaction();  // aborts, unless it has ended

  Result<Bytes> get(std::string_view key, std::string_view keyspace = {});  // kNotFound
  // The own writes are those made so far.
  Iterator iterate(std::string_view keyspace = {});
  Result<Range> range(std::string_view from, size_t limit, std::string_view keyspace = {});
  // As Db::lookup, the own writes included. Serializable: the commit fails too if another changed
  // what is to be found.
  Result<Range> lookup(std::string_view index, std::string_view field_value, size_t limit,
                       std::string_view keyspace = {});

  Status put(std::string_view key, std::string_view value, std::string_view keyspace = {});
  Status remove(std::string_view key, std::string_view keyspace = {});

  // All of the writes, or none.
  Status commit(const WriteOptions& options);
  void abort();

 private:
  friend class DbImpl;
  explicit Transaction(Owned<Impl> impl);

  Owned<Impl> impl_;
};

}  // namespace engine
