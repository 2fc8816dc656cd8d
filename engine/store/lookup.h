// What one source (a memtable, a table) says about a user key at a sequence number. Deleted is an
// answer: it hides what older sources hold. Absent is none: the next older source must be asked.
// Thread contract: a value.
#pragma once

#include <utility>

#include "engine/memory/vocabulary.h"

namespace engine {

struct Lookup {
  enum class State : unsigned char { kAbsent, kDeleted, kFound };
  State state = State::kAbsent;
  Bytes value;  // empty unless kFound

  static Lookup absent() { return {}; }
  static Lookup deleted() { return {State::kDeleted, Bytes()}; }
  static Lookup found(Bytes value) { return {State::kFound, std::move(value)}; }
};

}  // namespace engine
