#include "harness/testing/test_repository.h"

#include "harness/builds/outside_tool.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {

TestRepository TestRepository::made_in(const std::string& folder) {
  const TestRepository made(folder);
  made.git({"init", "--quiet", "--initial-branch=main"});
  made.git({"add", "."});
  made.git({"commit", "--quiet", "--allow-empty", "--message=Begin"});
  return made;
}

std::string TestRepository::commit(const std::string& file, const std::string& content,
                                   const std::string& subject) const {
  write_file(folder_ + "/" + file, content);
  git({"add", file});
  git({"commit", "--quiet", "--date=2026-11-22T09:30:00Z", "--message=" + subject});
  return git({"rev-parse", "HEAD"});
}

std::string TestRepository::git(std::vector<std::string> arguments) const {
  std::vector<std::string> command = {"git",
                                      "-C",
                                      folder_,
                                      "-c",
                                      "user.name=Tester",
                                      "-c",
                                      "user.email=tester@example.org",
                                      "-c",
                                      "commit.gpgsign=false",
                                      "-c",
                                      "core.hooksPath=/dev/null"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  std::string text = run_outside(command);
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace heapdyno
