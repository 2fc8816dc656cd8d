// A checkout of git as far as bisections and histories need it: its commits, and a worktree of it that
// is moved from one to the next.
//
// Thread contract: one thread.
#pragma once

#include <string>
#include <vector>

#include "harness/base/child.h"

namespace heapdyno {

struct GitCommit {
  std::string hash;  // in full
  std::string date;  // of the author, "2026-11-22"
  std::string subject;

  std::string short_hash() const { return hash.substr(0, 12); }
};

class Checkout {
 public:
  // Throws Error where git is not there, or `folder` is not the top of a checkout; empty: heapdyno
  // is installed, without one.
  explicit Checkout(std::string folder);

  // Throws a usage error where there is no such commit.
  GitCommit commit(const std::string& name) const;

  // From `good` to `bad`, both among them, by first parents. Throws a usage error where `good` is
  // not on that line.
  std::vector<GitCommit> line(const GitCommit& good, const GitCommit& bad) const;

  // Those of these commits that there are, oldest first, each as it was named; a name is the beginning
  // of its hash.
  std::vector<std::string> in_order(const std::vector<std::string>& names) const;

  // Makes a worktree of this commit in `folder`, which is not there yet.
  void add_worktree(const std::string& folder, const GitCommit& commit) const;
  // Makes git forget it, and removes what is there of it.
  void remove_worktree(const std::string& folder) const;
  // Those that git knows of in this folder but are not there.
  std::vector<std::string> lost_worktrees(const std::string& parent) const;

  const std::string& folder() const { return folder_; }

 private:
  ChildEnd try_git(std::vector<std::string> arguments) const;
  std::string git(std::vector<std::string> arguments) const;  // throws Error
  bool is_top_of_checkout() const;
  std::string advice_for_shallow() const;  // empty: the clone has it all

  std::string folder_;
};

// Moves a worktree to a commit: files that are the same keep their time, so that a build makes anew
// only what changed. Throws Error.
void move_worktree(const std::string& folder, const GitCommit& commit);

}  // namespace heapdyno
