// A scenario's settings as the words of a description: the same names for every store, so that a
// difference shows. A store that has no such thing says kNotApplicable.
//
// Thread contract: plain functions.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/scenario.h"

namespace heapdyno {

using Settings = std::vector<std::pair<std::string, std::string>>;

inline constexpr const char* kNotApplicable = "n/a";

// What no scenario sets, and every store is opened with in one way.
struct FixedSettings {
  const char* compression;
  const char* checksums;  // of what is read from a file: "verified", or why they are not
  const char* background_threads;
};

// For a store that has one map alone.
inline bool names_keyspaces(const Scenario& scenario) {
  return std::any_of(scenario.keyspaces.begin(), scenario.keyspaces.end(),
                     [](const Keyspace& keyspace) { return !keyspace.name.empty(); });
}

// What a B+tree of the reference engine takes in before it is checkpointed: as much as level 0 of
// its LSM tree takes in before it is merged, by default.
inline uint64_t checkpoint_bytes(const StoreSettings& settings) {
  return 4 * settings.write_buffer_bytes;
}

inline Settings common_settings(const StoreSettings& settings, const FixedSettings& fixed) {
  return {{"write_buffer_bytes", std::to_string(settings.write_buffer_bytes)},
          {"block_bytes", std::to_string(settings.block_bytes)},
          {"block_cache_bytes", std::to_string(settings.block_cache_bytes)},
          {"table_bytes", std::to_string(settings.table_bytes)},
          {"level_base_bytes", std::to_string(settings.level_base_bytes)},
          {"bits_per_key", std::to_string(settings.bits_per_key)},
          {"level0_trigger", std::to_string(settings.level0_trigger)},
          {"sync", settings.sync == SyncPolicy::kNone ? "none" : "every_write"},
          {"compression", fixed.compression},
          {"checksums", fixed.checksums},
          {"background_threads", fixed.background_threads}};
}

// The store has only these of them.
inline void keep_settings(Settings& settings, std::initializer_list<std::string_view> kept) {
  for (auto& [name, word] : settings) {
    if (std::find(kept.begin(), kept.end(), name) == kept.end()) word = kNotApplicable;
  }
}

}  // namespace heapdyno
