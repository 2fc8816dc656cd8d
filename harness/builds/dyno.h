// What an executable of one configuration says of itself: `dyno-X --describe`,
// one JSON object of the schema "heapdyno.dyno/1". Plain values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/builds/toggles.h"

namespace heapdyno {

struct Dyno {
  std::string name;  // dyno-all-jemalloc
  std::string path;  // absolute
  std::string store;
  std::vector<std::string> also;  // other stores that it can be
  std::string store_version;      // empty: heapdyno's own
  std::map<std::string, std::string> default_settings;
  std::string variant;  // of the reference engine, else empty
  std::vector<ToggleInfo> toggles;
  std::map<std::string, std::string> policy;  // every toggle: its kind or "off"
  std::string allocator;
  std::string allocator_version;
  std::string library;           // that answers malloc: real path
  std::string library_build_id;  // empty: the library has none
  std::string build_id;          // of the executable
  std::string compiler;
  std::string flags;
  std::string libstdcxx;        // its date
  std::string libstdcxx_major;  // "12"
  std::string mismatch;         // why the allocator is not the one it was linked with; empty: it is

  bool is_store(std::string_view name) const;
};

// Throws Error that names the executable and what is wrong with the text.
Dyno parse_dyno(const std::string& name, const std::string& path, const std::string& description);

}  // namespace heapdyno
