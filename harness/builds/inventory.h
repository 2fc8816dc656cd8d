// What a build folder or an installed tree has to offer: its executables, asked once what they are,
// and from them the allocators, stores and toggles. Plain values.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/builds/build_folder.h"

namespace heapdyno {

struct Inventory {
  BuildFolder folder;
  std::map<std::string, Dyno> dynos;          // by executable name
  std::map<std::string, std::string> silent;  // executable -> why it did not answer
  std::vector<std::string> allocators;        // that executables are linked with, glibc first
  std::vector<std::string> stores;            // reference, btree, then the others but null
  std::vector<ToggleInfo> toggles;

  // The reference engine has, whatever it is called.
  bool has_variants(std::string_view store) const;

  // Executables of variants, stores and allocators by name alone are not asked
  // yet: describes this one, and checks that it is what its name says.
  const Dyno& describe_as(const std::string& executable, const std::string& variant,
                          const std::string& allocator);
};

enum class Ask { kAll, kOneOfEach };  // every executable, or one of each allocator and store

// Throws Error when no executable is built.
Inventory take_inventory(const BuildFolder& folder, Ask ask);

// What belongs to the tool itself, or the build folder or installed tree at `build` when that is not
// empty.
BuildFolder open_build_folder(const std::string& build);

}  // namespace heapdyno
