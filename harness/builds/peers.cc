#include "harness/builds/peers.h"

#include <algorithm>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr Peer kPeers[] = {
    {"leveldb", "libleveldb-dev"}, {"rocksdb", "librocksdb-dev"}, {"lmdb", "liblmdb-dev"}};

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::span<const Peer> peers() { return kPeers; }

Presence presence_of(const Peer& peer, const Inventory& inventory) {
  if (contains(inventory.stores, peer.store)) return Presence::kBuilt;
  return inventory.folder.can_build("dyno-" + std::string(peer.store) + "-glibc")
             ? Presence::kBuiltWhenNeeded
             : Presence::kMissing;
}

std::string way_to_get(const Peer& peer, const BuildFolder& folder) {
  const std::string package =
      "install " + std::string(peer.package) + " (scripts/setup all does), then";
  if (!folder.is_installed()) return package + ": meson setup --reconfigure " + folder.build;
  return package + " build and install it from a checkout: ninja scenarios/dyno-" +
         std::string(peer.store) + "-glibc && meson install";
}

void check_store(const std::string& name, const Inventory& inventory) {
  std::vector<std::string> known = inventory.stores;
  known.push_back("null");
  for (const Peer& peer : peers()) {
    if (name == peer.store && presence_of(peer, inventory) == Presence::kMissing) {
      throw Error("the store " + name +
                  " is not in this build: " + way_to_get(peer, inventory.folder));
    }
    if (!contains(known, peer.store)) known.emplace_back(peer.store);
  }
  if (!contains(known, name)) throw usage_error(unknown_name("store", name, known));
}

}  // namespace heapdyno
