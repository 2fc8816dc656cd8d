// Indexed: an index and the keyspace that it is of, pinned, as they were at a sequence number: what a
// lookup reads. LookupOwn: what a transaction adds to it.
// Thread contract: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/db/keyspace.h"
#include "engine/db/read_set.h"
#include "engine/db/read_state.h"
#include "engine/db/write_set.h"
#include "engine/store/key.h"

namespace engine {

struct Indexed {
  std::shared_ptr<const Keyspaces> catalog;  // has the index
  const Keyspace* index;
  std::shared_ptr<const ReadState> entries;  // of the index
  std::shared_ptr<const ReadState> values;   // of the keyspace
  Sequence sequence;
};

struct LookupOwn {
  WriteSet* writes;  // to the keyspace; null: none
  ReadSet* reads;    // where it notes what it saw; null: nowhere
  uint32_t keyspace_part;
  uint32_t index_part;

  bool wrote(std::string_view key) const {
    return writes != nullptr && writes->find(key) != nullptr;
  }
};

}  // namespace engine
