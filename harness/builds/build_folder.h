// The build folder that the tool belongs to, found from the tool's own
// executable: BUILD/heapdyno. No path is compiled in; where the sources are is
// read from BUILD/meson-info/meson-info.json, which Meson keeps up to date.
//
//   BUILD/scenarios/dyno-VARIANT-ALLOCATOR     configurations
//   BUILD/scenarios/dyno-VARIANT-ALLOCATOR.layoutN   the same, linked in another order
//   BUILD/allocators/observer/libheapdyno-observer.so
//   SOURCE/scenarios/catalogue/THEME/*.json    the scenarios
//
// Thread contract: plain value, constant after find().
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/builds/dyno.h"
#include "scenarios/scenario_document.h"

namespace heapdyno {

struct BuildFolder {
  std::string build;   // absolute
  std::string source;  // absolute

  // By /proc/self/exe. Throws Error when that is no build folder.
  static BuildFolder find();
  // By a build folder's path.
  static BuildFolder at(const std::string& build);

  std::string dyno_path(const std::string& executable) const;
  std::string observer_path() const;
  std::string live_observer_path() const;  // of the one that follows every block
  std::string catalogue_folder() const { return source + "/scenarios/catalogue"; }
  // What Meson knows how to build, as it says in BUILD/meson-info/intro-targets.json.
  bool can_build(const std::string& executable) const;
  std::string runs_folder() const { return source + "/results/runs"; }

  // The names of the executables dyno-*-* that are built, sorted; without layouts, which are the same
  // configurations.
  std::vector<std::string> executables() const;
};

// Asks an executable what it is. Throws Error with its last words.
Dyno describe(const std::string& path);

// By name in the catalogue, or by path. Throws a usage error
// with a suggestion, or Error with the place of what is wrong in the file.
ScenarioDocument find_scenario(const BuildFolder& folder, const std::string& name_or_path);

// All scenarios of the catalogue, by name. Throws as above.
std::vector<ScenarioDocument> all_scenarios(const BuildFolder& folder);

}  // namespace heapdyno
