// IndexChange: an entry of an index that a batch brings about, until it is appended to the batch: not
// before all of the batch was read, because an append may move its bytes. By name, as the batch will
// hold it.
// Thread contract: the writer's.
#pragma once

#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"

namespace engine {

struct IndexChange {
  Name keyspace;
  Name index;
  Kind kind;
  Scratch::String key;  // of the index (index_key.h)
};
using IndexChanges = Scratch::Vector<IndexChange>;

}  // namespace engine
