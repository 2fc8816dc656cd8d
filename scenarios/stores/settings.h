// A scenario's settings as the words of a description: the same names for every store, so that a
// difference shows. A store that has no such thing says kNotApplicable.
//
// Thread contract: plain functions.
#pragma once

#include <string>
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

}  // namespace heapdyno
