// What to compact next. A level is due when it holds more than it may: level 0
// by tables, the others by bytes. A compaction takes tables of one level and
// all tables of the next that meet their range. Of level 0 the oldest comes
// next; of the others the table with the least to be merged with for its size,
// so that an entry is written again as seldom as can be.
//
// Thread contract: pure functions of a version.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/db/options.h"
#include "engine/db/version.h"

namespace engine {

struct Compaction {
  int level = 0;                 // the outputs go to level + 1
  std::array<Tables, 2> inputs;  // of level, and of level + 1
  Tables grandparents;           // of level + 2, that meet the inputs' range
  std::shared_ptr<const Version> version;
  bool may_move = true;  // one input that meets nothing need not be rewritten

  bool is_move() const;
};

// Outputs that meet more than this of the level after the next would make the
// compaction that follows dear: they are cut, and not moved.
uint64_t grandparent_limit(const Options& options);

// The level that is most overfull; nothing when none is.
std::optional<int> due_level(const Options& options, const Version& version);

// REQUIRES: the level holds a table and is not the last.
Compaction pick_compaction(const Options& options, std::shared_ptr<const Version> version,
                           int level);
Compaction compaction_of_level(const Options& options, std::shared_ptr<const Version> version,
                               int level);

}  // namespace engine
