// A scenario's settings as the words of a description: the same for every store, so that a
// difference shows.
//
// Thread contract: plain function.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/scenario.h"

namespace heapdyno {

inline std::vector<std::pair<std::string, std::string>> common_settings(
    const StoreSettings& settings) {
  return {{"write_buffer_bytes", std::to_string(settings.write_buffer_bytes)},
          {"block_bytes", std::to_string(settings.block_bytes)},
          {"block_cache_bytes", std::to_string(settings.block_cache_bytes)},
          {"table_bytes", std::to_string(settings.table_bytes)},
          {"level_base_bytes", std::to_string(settings.level_base_bytes)},
          {"bits_per_key", std::to_string(settings.bits_per_key)},
          {"level0_trigger", std::to_string(settings.level0_trigger)},
          {"sync", settings.sync == SyncPolicy::kNone ? "none" : "every_write"}};
}

}  // namespace heapdyno
