// Builds one configuration of one commit after the other, in a worktree that is moved along: only
// what differs from the commit before is compiled. What was built is kept, so that a commit can be
// looked at again. All of it is in one folder, which is gone at the end, also after an interrupt.
// A commit counts with its own observer: one whose counters file has another version than this tool
// reads builds, but cannot be counted.
//
// Thread contract: one thread.
#pragma once

#include <map>
#include <string>

#include "harness/base/folder.h"
#include "harness/base/interrupts.h"
#include "harness/bisect/checkout.h"
#include "harness/builds/build_folder.h"
#include "scenarios/trial_result.h"

namespace heapdyno {

struct CommitBuild {
  std::string variant;       // canonical
  bool is_named = true;      // false: a set that the build has to be told of
  Mode mode = Mode::kCount;  // of the trials: which observer they need
};

class CommitBuilds {
 public:
  // Borrows the checkout. `tools` is the tool's own build folder, whose scenarios all commits run.
  // `parent` is made if it is not there; what killed processes left in it is removed.
  CommitBuilds(const Checkout& checkout, BuildFolder tools, const std::string& parent,
               CommitBuild build);
  CommitBuilds(const CommitBuilds&) = delete;
  CommitBuilds& operator=(const CommitBuilds&) = delete;
  ~CommitBuilds();

  // Empty, or why it does not build, in one line. Throws Error where git fails, and when it is
  // interrupted.
  std::string build(const GitCommit& commit);

  // The executable and the observer, as in a build folder. REQUIRES: it was built.
  BuildFolder built(const GitCommit& commit) const;

 private:
  std::string worktree() const { return folder_.path() + "/worktree"; }
  BuildFolder build_folder() const { return tools_.with_build(worktree() + "/build"); }
  std::string observer_of(const BuildFolder& folder) const;
  void move_to(const GitCommit& commit);
  std::string configure() const;  // empty, or why it fails; likewise
  std::string compile() const;
  void keep(const GitCommit& commit) const;

  const Checkout& checkout_;
  const BuildFolder tools_;
  const CommitBuild build_;
  const std::string executable_;
  const InterruptGuard interrupts_;
  const TemporaryFolder folder_;
};

}  // namespace heapdyno
