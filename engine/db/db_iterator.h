// DbIterator: what stands behind an Iterator: of each user key the newest version visible at a
// sequence number, unless that is a tombstone.
//
// Going forward, the sources stand on the entry that the iterator shows. Going back, they stand
// before all versions of it (the newest comes last that way), and key_ and value_ hold it.
// Thread contract: one thread at a time. The table cache must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/base/status.h"
#include "engine/db/db.h"
#include "engine/db/read_set.h"
#include "engine/db/read_state.h"
#include "engine/db/sources.h"
#include "engine/db/table_cache.h"
#include "engine/memory/vocabulary.h"

namespace engine {

class DbIterator {
 public:
  // What a transaction adds: its own writes, and where it notes what it saw.
  struct Own {
    WriteSetIterator writes;
    ReadSet* reads;  // null: nowhere
    uint32_t part;
  };

  // Pins the state for as long as it lives, and holds the snapshot, which the versions in a B+tree
  // depend on.
  static DbIterator over(std::shared_ptr<const ReadState> state, Sequence sequence,
                         TableCache& tables, std::optional<Own> own, std::optional<Snapshot> held);
  // One that is never valid and has this status.
  static DbIterator failed(Status status) {
    DbIterator iterator(nullptr, 0);
    iterator.failure_ = std::move(status);
    return iterator;
  }

  bool valid() const { return valid_; }
  void seek_to_first();
  void seek_to_last();
  void seek(std::string_view key);
  void next();
  void prev();
  std::string_view key() const { return forward_ ? sources_.key().user_key : *key_; }
  std::string_view value() const { return forward_ ? sources_.value() : **value_; }
  // Outlives the iterator. REQUIRES: the iterator did not come here by prev() or seek_to_last().
  Bytes value_bytes() const { return sources_.value_bytes(); }
  Status status() const { return failure_.is_ok() ? sources_.status() : failure_; }

 private:
  DbIterator(std::shared_ptr<const ReadState> state, Sequence sequence)
      : state_(std::move(state)), sequence_(sequence), newest_(sequence) {}

  bool is_visible(const KeyRef& key) const {
    return key.sequence() <= sequence_ || key.sequence() == kUncommitted;
  }
  // False, and the iterator has failed, where the read set is full.
  bool may_begin_span();
  // Tells the read set how far the iterator came.
  void note();

  // From where the sources stand to the nearest live entry that way. Forward: behind the versions
  // of key_ if `past_key`.
  void settle_forward(bool past_key);
  void settle_backward();

  std::shared_ptr<const ReadState> state_;
  std::optional<Snapshot> held_;
  Sequence sequence_;
  Sequence newest_;  // that may be visible: uncommitted, where there are own writes
  MergedSources sources_;
  Status failure_;  // to open the sources
  bool valid_ = false;
  bool forward_ = true;
  ReadSet* reads_ = nullptr;
  uint32_t part_ = 0;
  size_t span_ = 0;
  Strings::Guard key_ = Strings::take();
  std::optional<Strings::Guard> value_;  // since it first went back
};

}  // namespace engine
