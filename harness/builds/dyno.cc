#include "harness/builds/dyno.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

using Json = nlohmann::json;

ToggleInfo parse_toggle(const Json& json) {
  return {json.at("name"), json.at("kinds"), json.value("needs", ""), json.value("why", "")};
}

Dyno from_json(const Json& json) {
  Dyno dyno;
  const Json& store = json.at("store");
  dyno.store = store.at("name");
  dyno.also = store.value("also", Json::array());
  dyno.store_version = store.value("version", "");
  dyno.default_settings = store.value("settings", Json::object());
  dyno.variant = json.value("variant", "");
  for (const Json& toggle : json.value("toggles", Json::array())) {
    dyno.toggles.push_back(parse_toggle(toggle));
  }
  dyno.policy = json.value("policy", Json::object());
  const Json& allocator = json.at("allocator");
  dyno.allocator = allocator.at("name");
  dyno.allocator_version = allocator.value("version", "");
  dyno.library = allocator.value("library", "");
  dyno.mismatch = allocator.value("mismatch", "");
  dyno.library_build_id = allocator.value("build_id", "");
  dyno.build_id = json.at("build_id");
  dyno.compiler = json.value("compiler", "");
  dyno.flags = json.value("flags", "");
  dyno.libstdcxx = json.value("libstdcxx", "");
  dyno.libstdcxx_major = json.value("libstdcxx_major", "");
  return dyno;
}

}  // namespace

bool Dyno::is_store(std::string_view name) const {
  return store == name || std::find(also.begin(), also.end(), name) != also.end();
}

Dyno parse_dyno(const std::string& name, const std::string& path, const std::string& description) {
  try {
    const Json json = Json::parse(description);
    if (json.value("schema", "") != "heapdyno.dyno/1") {
      throw Error(name + " --describe: the schema is not heapdyno.dyno/1; build it anew");
    }
    Dyno dyno = from_json(json);
    dyno.name = name;
    dyno.path = path;
    return dyno;
  } catch (const Json::exception& error) {
    throw Error(name + " --describe: " + error.what());
  }
}

}  // namespace heapdyno
