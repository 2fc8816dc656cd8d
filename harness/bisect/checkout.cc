#include "harness/bisect/checkout.h"

#include <filesystem>
#include <sstream>
#include <utility>

#include "harness/base/error.h"
#include "harness/base/words.h"
#include "harness/builds/outside_tool.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

constexpr const char* kForm = "--format=%H%x09%ad%x09%s";

std::vector<std::string> git_in(const std::string& folder, std::vector<std::string> arguments) {
  // A checkout that another user owns is one too; the user's hooks are for the user's own work.
  std::vector<std::string> command = {
      "git", "-c", "safe.directory=*", "-c", "core.hooksPath=/dev/null", "-C", folder};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// As kForm has it.
GitCommit parse_commit(const std::string& line) {
  const size_t date = line.find('\t');
  const size_t subject = line.find('\t', date + 1);
  if (date == std::string::npos || subject == std::string::npos)
    throw Error("git log: '" + line + "' is not what was asked for");
  return {line.substr(0, date), line.substr(date + 1, subject - date - 1),
          line.substr(subject + 1)};
}

}  // namespace

Checkout::Checkout(std::string folder) : folder_(std::move(folder)) {
  if (!try_outside({"git", "--version"}).succeeded())
    throw Error("there is no git, which commits are taken from: install the Debian package git");
  // git would take the current folder for an empty name.
  const bool is_top = !folder_.empty() && is_top_of_checkout();
  if (!is_top) {
    throw Error((folder_.empty() ? "what is installed" : folder_) +
                " is not a checkout of git, so it has no commits to build: run heapdyno from the "
                "build folder of one, or name that with --build");
  }
}

bool Checkout::is_top_of_checkout() const {
  const ChildEnd prefix = try_git({"rev-parse", "--show-prefix"});
  return prefix.succeeded() && prefix.output == "\n";
}

GitCommit Checkout::commit(const std::string& name) const {
  // No option, whatever it begins with.
  const ChildEnd end =
      try_git({"log", "-1", kForm, "--date=short", "--end-of-options", name + "^{commit}", "--"});
  if (!end.succeeded())
    throw usage_error("there is no commit '" + name + "' in " + folder_ + advice_for_shallow());
  return parse_commit(lines_of(end.output).at(0));
}

std::vector<GitCommit> Checkout::line(const GitCommit& good, const GitCommit& bad) const {
  const std::string pair = good.short_hash() + " and " + bad.short_hash();
  if (good.hash == bad.hash) throw usage_error(pair + " are one commit: nothing is between them");
  if (!try_git({"merge-base", "--is-ancestor", good.hash, bad.hash}).succeeded()) {
    throw usage_error(good.short_hash() + " is no ancestor of " + bad.short_hash() +
                      ": --good names the older commit" + advice_for_shallow());
  }
  std::vector<GitCommit> line = {good};
  for (const std::string& text : lines_of(git({"log", "--first-parent", "--reverse", kForm,
                                               "--date=short", good.hash + ".." + bad.hash})))
    line.push_back(parse_commit(text));
  if (git({"rev-parse", line.at(1).hash + "^1"}) != good.hash + "\n") {
    throw usage_error(good.short_hash() + " came to " + bad.short_hash() +
                      " by a merge, not by its first parents: --good names one of `git log "
                      "--first-parent`");
  }
  return line;
}

std::vector<std::string> Checkout::in_order(const std::vector<std::string>& names) const {
  std::vector<std::string> arguments = {"rev-list", "--topo-order", "--reverse",
                                        "--ignore-missing"};
  arguments.insert(arguments.end(), names.begin(), names.end());
  std::vector<std::string> found;
  // Where it knows none of them, git takes that for a mistake.
  for (const std::string& hash : lines_of(try_git(std::move(arguments)).output)) {
    for (const std::string& name : names) {
      if (hash.starts_with(name)) found.push_back(name);
    }
  }
  return found;
}

void Checkout::add_worktree(const std::string& folder, const GitCommit& commit) const {
  git({"worktree", "add", "--quiet", "--detach", folder, commit.hash});
}

void Checkout::remove_worktree(const std::string& folder) const {
  try_git({"worktree", "remove", "--force", folder});
}

std::vector<std::string> Checkout::lost_worktrees(const std::string& parent) const {
  static const std::string kWord = "worktree ";
  std::vector<std::string> lost;
  for (const std::string& line : lines_of(git({"worktree", "list", "--porcelain"}))) {
    if (!line.starts_with(kWord + parent + "/")) continue;
    const std::string folder = line.substr(kWord.size());
    if (!fs::exists(folder)) lost.push_back(folder);
  }
  return lost;
}

ChildEnd Checkout::try_git(std::vector<std::string> arguments) const {
  return try_outside(git_in(folder_, std::move(arguments)));
}

std::string Checkout::git(std::vector<std::string> arguments) const {
  return run_outside(git_in(folder_, std::move(arguments)));
}

std::string Checkout::advice_for_shallow() const {
  const ChildEnd end = try_git({"rev-parse", "--is-shallow-repository"});
  return end.output == "true\n" ? "; the clone is shallow: `git fetch --unshallow` gets the rest"
                                : "";
}

void move_worktree(const std::string& folder, const GitCommit& commit) {
  run_outside(git_in(folder, {"checkout", "--quiet", "--force", "--detach", commit.hash}));
}

}  // namespace heapdyno
