#include "scenarios/json_objects.h"

#include <nlohmann/json.hpp>

#include "scenarios/key_format.h"

namespace heapdyno {
namespace {

using engine::Result;
using engine::Status;
using Json = nlohmann::ordered_json;  // the members stay as they stand in the file

constexpr size_t kLongestKey = kMaxKeyBytes - 2;

// Empty: there is none.
std::string key_of(const Json& object, const std::string& key) {
  if (!object.is_object() || !object.contains(key) || !object[key].is_string()) return "";
  return object[key].get<std::string>();
}

Result<JsonObjects> take_objects(const Json& list, const std::string& name,
                                 const std::string& key) {
  JsonObjects objects;
  for (const Json& object : list) {
    objects.keys.push_back(key_of(object, key));
    objects.texts.push_back(object.dump(-1, ' ', false, Json::error_handler_t::replace));
    const size_t size = objects.keys.back().size();
    if (size > 0 && size <= kLongestKey) continue;
    return Status::invalid_argument("object " + std::to_string(objects.keys.size()) + " of \"" +
                                    name + "\" has no field \"" + key + "\" that can be a key");
  }
  return objects;
}

}  // namespace

Result<JsonObjects> read_json_objects(std::string_view text, const std::string& list,
                                      const std::string& key) {
  Json file;
  try {
    file = Json::parse(text.begin(), text.end());
  } catch (const Json::parse_error& error) {
    return Status::invalid_argument(std::string("not JSON: ") + error.what());
  }
  if (!file.is_object() || !file.contains(list) || !file[list].is_array() || file[list].empty())
    return Status::invalid_argument("expected an object whose member \"" + list +
                                    "\" is a list of objects");
  return take_objects(file[list], list, key);
}

}  // namespace heapdyno
