// What the conflict check of a commit needs that is the same in every variant: the keys in order, and
// the words of a refusal.
// Thread contract: none of it has state.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "engine/base/status.h"
#include "engine/db/tree_name.h"

namespace engine {

// A key that must not have changed.
struct ReservedKey {
  uint32_t part;  // of the transaction: its keyspace
  std::string_view key;

  friend bool operator==(const ReservedKey&, const ReservedKey&) = default;
};

// Sorted, they lie together in memory and on disk; none is twice in the answer, which is the front of
// `keys`.
std::span<const ReservedKey> sort_reserved(std::span<ReservedKey> keys);

// An entry of an index is its field's value and the key.
Status conflict_of_key(std::string_view key, const TreeNameView& tree);
Status conflict_of_tree(const TreeNameView& tree);

}  // namespace engine
