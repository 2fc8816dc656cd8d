// TreeName: which ordered map of a database: a keyspace, or one of its indexes.
//
// In order, a keyspace comes before its indexes, and the default keyspace, which has the empty name,
// before all.
// Thread contract: plain values; a TreeNameView borrows the bytes of both names.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace engine {

struct TreeNameView {
  std::string_view keyspace;
  std::string_view index;  // empty: the keyspace itself

  friend bool operator==(const TreeNameView&, const TreeNameView&) = default;
  friend auto operator<=>(const TreeNameView&, const TreeNameView&) = default;
};

struct TreeName {
  std::string keyspace;
  std::string index;

  operator TreeNameView() const { return {keyspace, index}; }
};

// Of containers that are searched by view.
struct TreeNameLess {
  using is_transparent = void;
  bool operator()(const TreeNameView& a, const TreeNameView& b) const { return a < b; }
};

TreeName owned(const TreeNameView& name);

// 'keyspace "users"', 'index "by-city" of keyspace "users"', for messages.
std::string to_string(const TreeNameView& name);

Status no_tree(const TreeNameView& name);

}  // namespace engine
