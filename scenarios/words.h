// The words of a scenario file: each enum's values as they are written there, in the order of the
// enum.
//
// Thread contract: constants.
#pragma once

#include <array>
#include <string_view>

#include "scenarios/scenario.h"

namespace heapdyno {

inline constexpr const char* kScenarioSchema = "heapdyno.scenario/1";

inline constexpr auto kOperationWords = std::to_array<std::string_view>(
    {"put", "get", "delete", "batch", "scan", "seek", "range", "flush", "compact", "open", "commit",
     "lookup", "insert", "modify", "append", "hand-over", "idle", "purge"});
inline constexpr auto kDistributionWords =
    std::to_array<std::string_view>({"sequential", "uniform", "zipf", "permutation", "latest"});
inline constexpr auto kBeforeWords =
    std::to_array<std::string_view>({"settle", "flush", "compact"});
inline constexpr auto kSyncWords = std::to_array<std::string_view>({"none", "every_write"});
inline constexpr auto kDataWords =
    std::to_array<std::string_view>({"generated", "words", "documents", "json"});
inline constexpr auto kIsolationWords =
    std::to_array<std::string_view>({"serializable", "snapshot"});
inline constexpr auto kKeyspaceKindWords = std::to_array<std::string_view>({"lsm", "btree"});
// Of the documents that data.h makes: what holds a string.
inline constexpr auto kFieldsOfWords = std::to_array<std::string_view>({"word", "language"});
inline constexpr auto kFieldsOfNames = std::to_array<std::string_view>({"id", "name", "team"});
static_assert(kOperationWords.size() == kOperations);

inline const char* name_of(Distribution value) {
  return kDistributionWords[static_cast<size_t>(value)].data();
}
inline const char* name_of(Before value) { return kBeforeWords[static_cast<size_t>(value)].data(); }
inline const char* name_of(SyncPolicy value) {
  return kSyncWords[static_cast<size_t>(value)].data();
}
inline const char* name_of(Isolation value) {
  return kIsolationWords[static_cast<size_t>(value)].data();
}
inline const char* name_of(Keyspace::Kind value) {
  return kKeyspaceKindWords[static_cast<size_t>(value)].data();
}
inline const char* name_of(DataSource value) {
  return kDataWords[static_cast<size_t>(value)].data();
}

}  // namespace heapdyno
