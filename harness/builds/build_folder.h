// What belongs to the tool, found from the tool's own executable: a build folder, BUILD/heapdyno, or
// what `meson install` made of one, PREFIX/bin/heapdyno. No path is compiled in, so an installed tree
// can be moved; where the sources of a build folder are is read from BUILD/meson-info/meson-info.json,
// which Meson keeps up to date.
//
//   in a build folder                      installed
//   BUILD/scenarios/dyno-*                 PREFIX/lib/heapdyno/dynos/        configurations
//   BUILD/allocators/observer/*.so         PREFIX/lib/heapdyno/              observers
//   SOURCE/scenarios/catalogue/THEME/      PREFIX/share/heapdyno/scenarios/  scenarios
//   BUILD/report/                          PREFIX/share/heapdyno/report/     the page of reports
//
// A configuration is dyno-VARIANT-ALLOCATOR, or dyno-VARIANT-ALLOCATOR.layoutN: the same, linked in
// another order. An installed tree has those that were built when it was installed and makes no others.
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
  std::string build;      // absolute; of an installed tree empty
  std::string source;     // likewise
  std::string dynos;      // folder of the configurations
  std::string observers;  // of the observers
  std::string catalogue;  // of the scenarios
  std::string report;     // of the page of reports, which need not be there

  // By /proc/self/exe. Throws Error when it stands in neither.
  static BuildFolder find();
  // By the path of a build folder, or of an installed tree's PREFIX. Throws Error when it is neither.
  static BuildFolder at(const std::string& folder);

  // As this one, but with the configurations and observers of another build folder.
  BuildFolder with_build(const std::string& other) const;

  bool is_installed() const { return build.empty(); }
  // A file of the checkout, by its path from there. Throws Error in an installed tree, which has
  // none, that says where to go instead.
  std::string source_file(const std::string& path) const;

  std::string dyno_path(const std::string& executable) const;
  std::string observer_path() const;
  std::string live_observer_path() const;  // of the one that follows every block
  std::string frames_path() const;         // of what puts scopes onto the stacks of a profile
  // What Meson knows how to build, as it says in BUILD/meson-info/intro-targets.json; installed: nothing.
  bool can_build(const std::string& executable) const;
  // Where records go that no --out names: the checkout's results/runs; installed, heapdyno-runs in the
  // current folder.
  std::string runs_folder() const;

  // The names of the executables dyno-*-* that are there, sorted; without layouts, which are the same
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
