#include "engine/db/tree_name.h"

namespace engine {

TreeName owned(const TreeNameView& name) {
  return {std::string(name.keyspace), std::string(name.index)};
}

std::string to_string(const TreeNameView& name) {
  const std::string keyspace = "keyspace \"" + std::string(name.keyspace) + "\"";
  return name.index.empty() ? keyspace : "index \"" + std::string(name.index) + "\" of " + keyspace;
}

Status no_tree(const TreeNameView& name) {
  return Status::invalid_argument("no " + to_string(name));
}

}  // namespace engine
