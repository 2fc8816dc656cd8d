#include "scenarios/describe.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "allocators/adapter.h"
#include "allocators/proof.h"
#include "allocators/settings.h"
#include "scenarios/stores/store.h"

namespace heapdyno {
namespace {

using Json = nlohmann::ordered_json;

Json object(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json json = Json::object();
  for (const auto& [name, value] : pairs) json[name] = value;
  return json;
}

Json allocator_json() {
  const Answers answers = allocator_answers();
  Json json = {{"name", allocator::name()},
               {"version", allocator::version()},
               {"settings", allocator_settings(environ)},
               {"library", answers.malloc_library.path},
               {"build_id", answers.malloc_library.build_id}};
  Expected expected;
  expected.name = allocator::name();
  expected.own_function = allocator::own_function();
  const auto proof = prove_allocator(expected);
  if (!proof.is_ok()) json["mismatch"] = std::string(proof.status().message());
  return json;
}

std::string compiler() {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

// An address of the executable itself.
void of_this_executable() {}

}  // namespace

std::string describe_executable() {
  const StoreDescription store = describe_store();
  Json toggles = Json::array();
  for (const ToggleDescription& toggle : store.toggles) {
    toggles.push_back({{"name", toggle.name},
                       {"kinds", toggle.kinds},
                       {"needs", toggle.needs},
                       {"why", toggle.why}});
  }
  const Json json = {
      {"schema", "heapdyno.dyno/1"},
      {"store",
       {{"name", store.name},
        {"also", store.also},
        {"version", store.version},
        {"settings", object(settings_of(StoreSettings{}, store.name))}}},
      {"variant", store.variant},
      {"policy", object(store.policy)},
      {"toggles", toggles},
      {"allocator", allocator_json()},
      {"compiler", compiler()},
      {"flags", HEAPDYNO_FLAGS},
      {"libstdcxx", std::to_string(__GLIBCXX__)},
      {"libstdcxx_major", std::to_string(_GLIBCXX_RELEASE)},
      {"build_id", library_of(reinterpret_cast<const void*>(&of_this_executable)).build_id}};
  return json.dump() + "\n";
}

}  // namespace heapdyno
