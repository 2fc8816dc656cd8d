// For tests: a build folder whose configurations are shell scripts, so that the
// whole tool runs without the engine: they describe themselves, and a trial
// writes a result or does what the test wants of it.
#pragma once

#include <string>
#include <vector>

#include "harness/base/folder.h"

namespace heapdyno {

class TestBuildFolder {
 public:
  // baseline and all under glibc and jemalloc, the null store under glibc, the
  // scenarios fill and scan (a copy of the real observer is linked to).
  TestBuildFolder();

  std::string build() const { return folder_.path() + "/build"; }
  std::string source() const { return folder_.path() + "/source"; }
  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }

  // From now on a trial of this executable runs `script` before it writes its
  // result; $2 is the scenario's path, $4 the mode, $6 the part.
  void on_trial(const std::string& executable, const std::string& script) const;

  // What `meson install` would make of it: an installed tree, which stands beside it. Returns its
  // PREFIX.
  std::string install() const;

  // Writes a scenario file into the source tree; `operations` go into its count.
  void add_scenario(const std::string& name, int operations) const;

 private:
  TemporaryFolder folder_{"/tmp"};
};

// What the tool printed.
struct Outcome {
  int exit = 0;
  std::string out;
  std::string err;
};

// Runs the tool on a build folder.
Outcome run_tool_on(const std::string& build, std::vector<std::string> arguments);

void write_file(const std::string& path, const std::string& content);
std::string read_file(const std::string& path);

}  // namespace heapdyno
