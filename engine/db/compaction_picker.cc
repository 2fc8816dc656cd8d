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

Compaction CompactionPicker::pick(std::shared_ptr<const Version> version, int level) const {
  const Tables& tables = version->level(level);
  if (level == 0) {
    // The oldest: what is newer must not get below it.
    const TableRef& oldest = tables.back();
    Tables inputs = version->overlapping(0, range_of({oldest}));
    return with_inputs(std::move(version), 0, std::move(inputs));
  }
  const auto is_before_point = [&](const TableRef& table) {
    return compare(table->largest_key(), split_key(point(level))) <= 0;
  };
  auto next = tables.begin();
  if (!point(level).empty()) next = std::partition_point(next, tables.end(), is_before_point);
  Tables inputs{next == tables.end() ? tables.front() : *next};
  return with_inputs(std::move(version), level, std::move(inputs));
}

Compaction CompactionPicker::whole_level(std::shared_ptr<const Version> version, int level) const {
  Tables inputs = version->level(level);
  Compaction compaction = with_inputs(std::move(version), level, std::move(inputs));
  compaction.may_move = false;
  return compaction;
}

Compaction CompactionPicker::with_inputs(std::shared_ptr<const Version> version, int level,
                                         Tables inputs) const {
  Compaction compaction;
  compaction.level = level;
  compaction.inputs[0] = std::move(inputs);
  KeyRange range = range_of(compaction.inputs[0]);
  compaction.inputs[1] = version->overlapping(level + 1, range);
  if (level + 2 < kLevels) {
    Tables all = compaction.inputs[0];
    all.insert(all.end(), compaction.inputs[1].begin(), compaction.inputs[1].end());
    compaction.grandparents = version->overlapping(level + 2, range_of(all));
  }
  compaction.may_move = bytes_of(compaction.grandparents) <= grandparent_limit(options_);
  compaction.version = std::move(version);
  return compaction;
}

}  // namespace engine
