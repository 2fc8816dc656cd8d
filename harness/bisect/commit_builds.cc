#include "harness/bisect/commit_builds.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/builds/outside_tool.h"
#include "harness/record/plan.h"
#include "harness/stacks/profile_tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

constexpr size_t kMostWords = 160;

// Makes it, and tidies up after those that were killed.
std::string made_ready(const std::string& parent, const Checkout& checkout) {
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) throw Error("the folder " + parent + " cannot be made: " + error.message());
  const std::string path = fs::canonical(parent).string();
  sweep_abandoned_folders(path);
  for (const std::string& lost : checkout.lost_worktrees(path)) checkout.remove_worktree(lost);
  return path;
}

// The first line that says what is wrong, else the last.
std::string reason_of(const ChildEnd& end) {
  std::istringstream lines(end.output + end.errors);
  std::string last = end.text();
  for (std::string line; std::getline(lines, line);) {
    if (line.find("error: ") != std::string::npos || line.find("ERROR: ") != std::string::npos)
      return line;
    if (!line.empty()) last = line;
  }
  return last;
}

// "/.../worktree/build/../engine/x.cc:1: error: ..." -> "engine/x.cc:1: error: ..."
std::string within(const std::string& worktree, const std::string& line) {
  const size_t place = std::min(line.find(':'), line.size());
  const std::string file = fs::path(line.substr(0, place)).lexically_normal().string();
  return file.starts_with(worktree + "/") ? file.substr(worktree.size() + 1) + line.substr(place)
                                          : line;
}

// Empty, or why the command failed.
std::string failure_of(const std::vector<std::string>& command, const std::string& worktree) {
  const ChildEnd end = try_outside(command, {{}, &interrupted()});
  if (interrupted()) throw Error("stopped; nothing is left of it");
  if (end.succeeded()) return "";
  return "does not build: " + shortened(within(worktree, reason_of(end)), kMostWords);
}

}  // namespace

CommitBuilds::CommitBuilds(const Checkout& checkout, BuildFolder tools, const std::string& parent,
                           CommitBuild build)
    : checkout_(checkout),
      tools_(std::move(tools)),
      build_(std::move(build)),
      executable_(Arm{"reference", build_.variant, parse_allocator("glibc")}.executable()),
      folder_(made_ready(parent, checkout)) {}

CommitBuilds::~CommitBuilds() {
  try {
    checkout_.remove_worktree(worktree());
  } catch (const Error&) {
    // No process can be made: the next bisection makes git forget it.
  }
}

std::string CommitBuilds::build(const GitCommit& commit) {
  move_to(commit);
  if (!fs::exists(build_folder().build + "/build.ninja")) {
    const std::string failure = configure();
    if (!failure.empty()) return failure;
  }
  std::string failure = compile();
  if (failure.empty()) keep(commit);
  return failure;
}

BuildFolder CommitBuilds::built(const GitCommit& commit) const {
  return tools_.with_build(folder_.path() + "/" + commit.hash);
}

std::string CommitBuilds::observer_of(const BuildFolder& folder) const {
  return build_.mode == Mode::kLive ? folder.live_observer_path() : folder.observer_path();
}

void CommitBuilds::move_to(const GitCommit& commit) {
  if (fs::exists(worktree())) {
    move_worktree(worktree(), commit);
  } else {
    checkout_.add_worktree(worktree(), commit);
  }
}

std::string CommitBuilds::configure() const {
  std::vector<std::string> command = {"meson", "setup", build_folder().build, worktree()};
  if (!build_.is_named) command.push_back("-Dvariants=" + build_.variant);
  return failure_of(command, worktree());
}

std::string CommitBuilds::compile() const {
  const BuildFolder folder = build_folder();
  const auto target = [&](const std::string& path) {
    return fs::path(path).lexically_relative(folder.build).string();
  };
  return failure_of({"ninja", "-C", folder.build, target(folder.dyno_path(executable_)),
                     target(observer_of(folder))},
                    worktree());
}

void CommitBuilds::keep(const GitCommit& commit) const {
  const BuildFolder from = build_folder();
  const BuildFolder to = built(commit);
  for (const auto& [file, copy] :
       {std::pair(from.dyno_path(executable_), to.dyno_path(executable_)),
        std::pair(observer_of(from), observer_of(to))}) {
    fs::create_directories(fs::path(copy).parent_path());
    fs::copy_file(file, copy, fs::copy_options::overwrite_existing);
  }
}

}  // namespace heapdyno
