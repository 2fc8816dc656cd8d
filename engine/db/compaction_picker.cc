#include "engine/db/compaction_picker.h"

#include <algorithm>
#include <utility>

namespace engine {
namespace {

constexpr uint64_t kGrandparentTables = 10;
constexpr int kLevelFactor = 10;

double fullness(const Options& options, const Version& version, int level) {
  const Tables& tables = version.level(level);
  if (level == 0) return static_cast<double>(tables.size()) / options.level0_trigger;
  auto limit = static_cast<double>(options.level_base_bytes);
  for (int i = 1; i < level; ++i) limit *= kLevelFactor;
  return static_cast<double>(bytes_of(tables)) / limit;
}

// The bytes of the tables that a table's range meets, for tables that are asked about in their order.
class MetBytes {
 public:
  explicit MetBytes(const Tables& met) : met_(met) {}

  uint64_t of(const TableMeta& table) {
    while (first_ < met_.size() && ends_before(*met_[first_], table)) ++first_;
    uint64_t bytes = 0;
    for (size_t i = first_; i < met_.size() && !ends_before(table, *met_[i]); ++i)
      bytes += met_[i]->bytes;
    return bytes;
  }

 private:
  static bool ends_before(const TableMeta& a, const TableMeta& b) {
    return compare_user_keys(a.largest_key().user_key, b.smallest_key().user_key) < 0;
  }

  const Tables& met_;
  size_t first_ = 0;  // that may meet a table
};

// Of the tables of a level, the one with the fewest bytes of the next to be merged with for each of its own; of
// equals the oldest.
const TableRef& cheapest(const Tables& tables, const Tables& next) {
  MetBytes met(next);
  const auto cost = [&](const TableRef& table) {
    return std::pair(static_cast<double>(met.of(*table)) / static_cast<double>(table->bytes),
                     table->number);
  };
  size_t best = 0;
  auto least = cost(tables[0]);
  for (size_t i = 1; i < tables.size(); ++i) {
    const auto other = cost(tables[i]);
    if (other >= least) continue;
    best = i;
    least = other;
  }
  return tables[best];
}

Compaction with_inputs(const Options& options, std::shared_ptr<const Version> version, int level,
                       Tables inputs) {
  Compaction compaction;
  compaction.level = level;
  auto& [upper, lower] = compaction.inputs;
  upper = std::move(inputs);
  KeyRange range = range_of(upper);
  lower = version->overlapping(level + 1, range);
  if (!lower.empty()) range = union_of(range, range_of(lower));
  if (level + 2 < kLevels) compaction.grandparents = version->overlapping(level + 2, range);
  compaction.may_move = bytes_of(compaction.grandparents) <= grandparent_limit(options);
  compaction.version = std::move(version);
  return compaction;
}

}  // namespace

uint64_t grandparent_limit(const Options& options) {
  return kGrandparentTables * options.table_bytes;
}

bool Compaction::is_move() const { return may_move && inputs[0].size() == 1 && inputs[1].empty(); }

std::optional<int> due_level(const Options& options, const Version& version) {
  std::optional<int> due;
  double most = 1;
  for (int level = 0; level + 1 < kLevels; ++level) {
    const double full = fullness(options, version, level);
    if (due ? full <= most : full < most) continue;
    due = level;
    most = full;
  }
  return due;
}

Compaction pick_compaction(const Options& options, std::shared_ptr<const Version> version,
                           int level) {
  const Tables& tables = version->level(level);
  // The oldest of level 0: what is newer must not get below it.
  Tables inputs = level == 0 ? version->overlapping(0, range_of(*tables.back()))
                             : Tables{cheapest(tables, version->level(level + 1))};
  return with_inputs(options, std::move(version), level, std::move(inputs));
}

Compaction compaction_of_level(const Options& options, std::shared_ptr<const Version> version,
                               int level) {
  Tables inputs = version->level(level);
  Compaction compaction = with_inputs(options, std::move(version), level, std::move(inputs));
  compaction.may_move = false;
  return compaction;
}

}  // namespace engine
