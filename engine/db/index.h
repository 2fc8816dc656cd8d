// Secondary indexes, as a caller sees them: README.md, "Indexes".
// Thread contract: plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace engine {

// What of a value is indexed.
struct Extractor {
  std::string_view name;  // outlives the database; databases on disk know the extractor by it
  // A view into the value, or nothing where the value has no such field: then no entry of the index
  // names the key. It depends on its arguments alone, allocates nothing and calls no Db: it is
  // called with the writer's lock held.
  std::optional<std::string_view> (*field_of)(std::string_view value,
                                              std::string_view field) = nullptr;
};

struct IndexInfo {
  std::string name;
  std::string field;
  std::string extractor;

  friend bool operator==(const IndexInfo&, const IndexInfo&) = default;
};

}  // namespace engine
