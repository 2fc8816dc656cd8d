// What to compact next. A level is due when it holds more than it may: level 0
// by tables, the others by bytes. A compaction takes tables of one level and
// all tables of the next that meet their range; which tables come next goes
// round the level's keys, from its compaction point.
//
// Thread contract: one thread at a time (the owner of background work).
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

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

// The level that is most overfull; nothing when none is. Any thread.
std::optional<int> due_level(const Options& options, const Version& version);

class CompactionPicker {
 public:
  explicit CompactionPicker(const Options& options) : options_(options) {}

  // REQUIRES: the level holds a table and is not the last.
  Compaction pick(std::shared_ptr<const Version> version, int level) const;
  Compaction whole_level(std::shared_ptr<const Version> version, int level) const;

  // Where the next compaction of a level begins: behind the internal key; empty
  // at first.
  const std::string& point(int level) const { return points_[static_cast<size_t>(level)]; }
  void set_point(int level, std::string internal_key) {
    points_[static_cast<size_t>(level)] = std::move(internal_key);
  }

 private:
  Compaction with_inputs(std::shared_ptr<const Version> version, int level, Tables inputs) const;

  const Options& options_;
  std::array<std::string, kLevels> points_;
};

}  // namespace engine
