#include "harness/profile/site_list.h"

#include "harness/base/error.h"
#include "harness/base/json_file.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

std::vector<std::string> functions_of(const ObjectReader& reader) {
  static constexpr char kExpected[] = "a list of functions such as [\"engine::DbImpl::apply\"]";
  std::vector<std::string> functions;
  for (const Json& function : list_at(reader, "functions", kExpected)) {
    if (!function.is_string()) reader.fail("functions", std::string("expected ") + kExpected);
    functions.push_back(function);
  }
  return functions;
}

Place place_of(const ObjectReader& reader) {
  return {required_text(reader, "scenario", "the name of a scenario"),
          required_text(reader, "phase", "the name of one of its measured phases")};
}

Site site_of(const Json& json, const std::string& pointer) {
  const ObjectReader reader(json, pointer,
                            {"toggle", "site", "functions", "scenario", "phase", "with"});
  return {required_text(reader, "toggle", "the name of a toggle"),
          required_text(reader, "site", "what the site is"), functions_of(reader), place_of(reader),
          reader.text("with", "")};
}

Walk walk_of(const std::string& name, const Json& json, const std::string& pointer) {
  const ObjectReader reader(json, pointer, {"scenario", "phase", "steps"});
  Walk walk{name, place_of(reader), {}};
  for (const Json& step : list_at(reader, "steps", "a list of steps")) {
    const ObjectReader part(step, numbered(pointer + "/steps", walk.steps.size()),
                            {"step", "functions"});
    walk.steps.push_back({required_text(part, "step", "what the step does"), functions_of(part)});
  }
  return walk;
}

// Of scenarios, or of toggles.
std::map<std::string, std::string> reasons_of(const Json& json, const std::string& pointer,
                                              const std::string& things) {
  if (!json.is_object())
    throw Problem{pointer, "expected an object of " + things + " with reasons"};
  std::map<std::string, std::string> reasons;
  for (const auto& [name, why] : json.items()) {
    if (!why.is_string()) throw Problem{pointer + "/" + name, "expected the reason, a string"};
    reasons[name] = why;
  }
  return reasons;
}

SiteList list_of(const Json& json) {
  const ObjectReader reader(json, "", {"schema", "sites", "also_moves", "moves_nothing", "walks"});
  require_schema(reader, "heapdyno.sites/1");
  SiteList list;
  for (const Json& site : list_at(reader, "sites", "a list of sites"))
    list.sites.push_back(site_of(site, numbered("/sites", list.sites.size())));
  for (const char* key : {"also_moves", "walks"}) {
    reader.require(key, "an object");
    if (!reader.at(key).is_object()) reader.fail(key, "expected an object");
  }
  for (const auto& [toggle, reasons] : reader.at("also_moves").items())
    list.also_moves[toggle] = reasons_of(reasons, "/also_moves/" + toggle, "scenarios");
  if (reader.has("moves_nothing"))
    list.moves_nothing = reasons_of(reader.at("moves_nothing"), "/moves_nothing", "toggles");
  for (const auto& [name, walk] : reader.at("walks").items())
    list.walks.push_back(walk_of(name, walk, "/walks/" + name));
  return list;
}

}  // namespace

std::set<std::string> Site::off() const {
  return with.empty() ? std::set<std::string>() : std::set<std::string>{with};
}

std::set<std::string> Site::on() const {
  std::set<std::string> toggles = off();
  toggles.insert(toggle);
  return toggles;
}

const Walk& SiteList::walk(const std::string& name) const {
  std::vector<std::string> names;
  for (const Walk& walk : walks) {
    if (walk.name == name) return walk;
    names.push_back(walk.name);
  }
  throw usage_error(unknown_name("walk", name, names));
}

SiteList parse_site_list(const std::string& text, const std::string& path) {
  return parse_json_with(text, path, list_of);
}

SiteList load_site_list(const std::string& path) {
  return parse_site_list(text_of_file(path), path);
}

}  // namespace heapdyno
