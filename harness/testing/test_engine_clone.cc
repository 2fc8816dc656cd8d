#include "harness/testing/test_engine_clone.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

#include "allocators/heaptrack.h"
#include "harness/base/folder.h"
#include "harness/builds/build_folder.h"
#include "harness/builds/outside_tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFirst = "first";  // a tag: the checkout's commit

const TemporaryFolder& folder() {
  static const TemporaryFolder folder("/tmp");
  return folder;
}

// Not by --local, which fails where /tmp is another file system; of a path git links where it can.
// Another user may own the checkout: git believes that of a file alone when it clones.
void make_clone(const std::string& source, const TestRepository& clone, const std::string& build) {
  const std::string config = folder().path() + "/gitconfig";
  write_file(config, "[safe]\n\tdirectory = *\n");
  run_outside({"GIT_CONFIG_GLOBAL=" + config, "git", "clone", "--quiet", source, clone.folder()});
  clone.git({"tag", kFirst});
  run_outside({"meson", "setup", build, clone.folder()});
  run_outside({"ninja", "-C", build, "scenarios/dyno-baseline-glibc",
               "allocators/observer/libheapdyno-observer.so"});
}

}  // namespace

void EngineClone::SetUp() {
  const std::string source = BuildFolder::at(std::getenv("HEAPDYNO_TEST_BUILD")).source;
  if (!fs::exists(source + "/.git")) GTEST_SKIP() << source << " is no checkout";
  if (!fs::exists(kHeaptrack)) GTEST_SKIP() << "heaptrack is not installed";
  if (!fs::exists(clone_)) make_clone(source, repository_, build());
}

void EngineClone::TearDown() {
  if (fs::exists(clone_)) restore();
}

std::string EngineClone::file(const std::string& name) const {
  return folder().path() + "/" + name;
}

std::string EngineClone::with(const std::string& file, const std::string& place,
                              const std::string& text) const {
  std::string whole = text_of(file);
  const size_t at = whole.find(place);
  EXPECT_NE(at, std::string::npos) << place << " is not in " << file;
  return at == std::string::npos ? whole : whole.insert(at + place.size(), text);
}

void EngineClone::plant(const std::string& file, const std::string& place,
                        const std::string& text) const {
  write_file(clone_ + "/" + file, with(file, place, text));
}

void EngineClone::restore() const { repository_.git({"reset", "--quiet", "--hard", kFirst}); }

Outcome EngineClone::tool(std::vector<std::string> arguments) const {
  Outcome outcome = run_tool_on(build(), std::move(arguments));
  std::cout << outcome.err << outcome.out;
  return outcome;
}

}  // namespace heapdyno
