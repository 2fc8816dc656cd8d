// The stores that others wrote. Each is a part of a build where its library was installed when
// Meson configured it, and is built when a run first needs it (LevelDB: always).
//
// Constant data and functions that read the build folder.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/builds/inventory.h"

namespace heapdyno {

struct Peer {
  std::string_view store;
  std::string_view package;  // Debian's, that brings its library
};

std::span<const Peer> peers();

enum class Presence { kBuilt, kBuiltWhenNeeded, kMissing };
Presence presence_of(const Peer& peer, const Inventory& inventory);

// "install librocksdb-dev (scripts/setup all does), then: meson setup --reconfigure BUILD", or what to
// do in a checkout where the folder is an installed tree.
std::string way_to_get(const Peer& peer, const BuildFolder& folder);

// Throws a usage error with a suggestion for a store that nobody knows, and Error
// that names the package for a peer that is missing.
void check_store(const std::string& name, const Inventory& inventory);

}  // namespace heapdyno
