// WriteBatch: operations that become visible together. It is one encoded buffer from the start,
// whose bytes are the WAL's payload as they stand:
//
//   batch := version u8 (1), sequence fixed64, count fixed32, entry * count
//   entry := kind u8, keyspace, index (of an index only), key, value (puts only)
//            each a varint length and the bytes; the kind of an entry of an index is 2 more, and it
//            has no value
//
// Entry i has sequence number sequence + i. The keyspace is a name; empty is the default one.
// Thread contract: one thread at a time. Entries and encoded() are views until the batch is
// changed, moved or destroyed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"

namespace engine {

inline constexpr unsigned char kBatchVersion = 1;
inline constexpr size_t kBatchHeaderBytes = 1 + 8 + 4;

struct BatchEntry {
  Kind kind = Kind::kPut;
  std::string_view keyspace;
  std::string_view index;  // empty: the entry is of the keyspace itself
  std::string_view key;
  std::string_view value;
};

// Walks an encoded batch, which may be damaged: nothing is read past the end, and what the bytes
// claim is not believed until it is there.
//   BatchReader reader(encoded);
//   while (auto entry = reader.next()) use(*entry);
//   if (!reader.complete()) ...  // damaged: reader.problem() says what, reader.offset() where
class BatchReader {
 public:
  explicit BatchReader(std::string_view encoded);

  Sequence sequence() const { return sequence_; }  // of the first entry
  uint32_t count() const { return count_; }        // as the header claims
  // Nothing at the end, or at the first damage.
  std::optional<BatchEntry> next();
  // After next() gave nothing: were there exactly count() entries and nothing behind them?
  bool complete() const { return problem_ == nullptr; }
  const char* problem() const { return problem_; }
  size_t offset() const { return size_ - rest_.size(); }

 private:
  std::optional<BatchEntry> fail(const char* problem);

  std::string_view rest_;
  size_t size_;
  Sequence sequence_ = 0;
  uint32_t count_ = 0;
  uint32_t taken_ = 0;
  const char* problem_ = nullptr;
};

class WriteBatch {
 public:
  WriteBatch() { clear(); }

  // Copies the bytes into the batch.
  void put(std::string_view key, std::string_view value, std::string_view keyspace = {});
  void remove(std::string_view key, std::string_view keyspace = {});
  // An entry of an index (db/index_key.h). The database adds them itself, at commit, and refuses a
  // batch that brings its own.
  void change_index(Kind kind, std::string_view key, std::string_view keyspace,
                    std::string_view index);
  void clear();

  // Appends the entries of the other batch, in their order.
  void append(const WriteBatch& other);

  // What an entry takes beside its key and value, at most.
  static size_t entry_overhead(std::string_view keyspace) { return 1 + 3 * 5 + keyspace.size(); }
  // Room for this many bytes of encoding in all.
  void reserve(size_t bytes) { buffer_.reserve(bytes); }

  uint32_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  size_t size() const { return buffer_.size(); }  // bytes of the encoding
  // Whether an entry is of another keyspace than the default, or of an index.
  bool names_keyspaces() const { return names_keyspaces_; }

  // Numbers the entries, from now on sequence, sequence + 1, ...; the database calls it at commit.
  // REQUIRES: nothing was shared yet.
  void set_sequence(Sequence sequence);
  // The whole encoding; header included, so final only after set_sequence.
  std::string_view encoded() const { return buffer_.view(); }
  BatchReader read() const { return BatchReader(buffer_.view()); }

  // Bytes of a key or value of this batch that outlive it. REQUIRES: part lies in encoded().
  Bytes share(std::string_view part) { return buffer_.share(part); }

 private:
  void append_entry(const BatchEntry& entry);
  void expect_entry(size_t bytes);
  void set_count(uint32_t count);

  BatchBuffer buffer_;
  uint32_t count_ = 0;
  bool names_keyspaces_ = false;
};

}  // namespace engine
