#include "harness/builds/inventory.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

// dyno-NAME-ALLOCATOR: an allocator's name has no dash.
std::string allocator_of(const std::string& executable) {
  return executable.substr(executable.rfind('-') + 1);
}
std::string configuration_of(const std::string& executable) {
  const size_t begin = std::string("dyno-").size();
  return executable.substr(begin, executable.rfind('-') - begin);
}

// Enough to know every allocator and every store without asking everything.
bool is_telling(const std::string& executable) {
  return configuration_of(executable) == "baseline" || allocator_of(executable) == "glibc";
}

bool is_what_its_name_says(const Dyno& dyno) {
  const std::string& configuration = dyno.variant.empty() ? dyno.store : dyno.variant;
  return dyno.name == "dyno-" + configuration + "-" + dyno.allocator;
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

void put_first(std::vector<std::string>& names, const std::string& first) {
  std::stable_partition(names.begin(), names.end(),
                        [&](const std::string& name) { return name == first; });
}

}  // namespace

BuildFolder open_build_folder(const std::string& build) {
  if (build.empty()) return BuildFolder::find();
  return BuildFolder::at(std::filesystem::absolute(build).lexically_normal().string());
}

Inventory take_inventory(const BuildFolder& folder, Ask ask) {
  Inventory inventory;
  inventory.folder = folder;
  for (const std::string& executable : folder.executables()) {
    if (ask == Ask::kOneOfEach && !is_telling(executable)) continue;
    try {
      const Dyno dyno = describe(folder.dyno_path(executable));
      if (!is_what_its_name_says(dyno)) continue;  // a test's own executable
      add_once(inventory.allocators, allocator_of(executable));
      if (dyno.store != "null") add_once(inventory.stores, dyno.store);
      for (const std::string& also : dyno.also) add_once(inventory.stores, also);
      if (inventory.toggles.empty()) inventory.toggles = dyno.toggles;
      inventory.dynos.emplace(executable, dyno);
    } catch (const Error& error) {
      inventory.silent.emplace(executable, error.what());
    }
  }
  if (inventory.dynos.empty() && !inventory.silent.empty()) {
    throw Error(inventory.silent.begin()->second);
  }
  if (inventory.dynos.empty()) {
    throw Error(
        "there is no configuration in " + folder.dynos +
        (folder.is_installed() ? ": install heapdyno again" : ": run ninja in " + folder.build));
  }
  put_first(inventory.allocators, "glibc");
  put_first(inventory.stores, "btree");
  put_first(inventory.stores, "reference");
  return inventory;
}

bool Inventory::has_variants(std::string_view store) const {
  return store == "reference" || std::any_of(dynos.begin(), dynos.end(), [&](const auto& dyno) {
           return dyno.second.is_store(store) && !dyno.second.variant.empty();
         });
}

const Dyno& Inventory::describe_as(const std::string& executable, const std::string& variant,
                                   const std::string& allocator) {
  auto found = dynos.find(executable);
  if (found == dynos.end()) {
    found = dynos.emplace(executable, describe(folder.dyno_path(executable))).first;
  }
  const Dyno& dyno = found->second;
  if (!dyno.mismatch.empty()) throw Error(executable + ": " + dyno.mismatch);
  if (dyno.allocator != allocator || dyno.variant != variant) {
    throw Error(executable + " is not what its name says: it is the variant '" + dyno.variant +
                "' under " + dyno.allocator + ", expected '" + variant + "' under " + allocator);
  }
  return dyno;
}

}  // namespace heapdyno
