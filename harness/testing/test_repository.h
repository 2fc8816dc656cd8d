// For tests: a repository of git with a history that is made as the test goes.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace heapdyno {

class TestRepository {
 public:
  // The one that is in the folder.
  explicit TestRepository(std::string folder) : folder_(std::move(folder)) {}
  // Makes one of what is in the folder, with a first commit.
  static TestRepository made_in(const std::string& folder);

  // Writes the file and commits it; the commit's hash.
  std::string commit(const std::string& file, const std::string& content,
                     const std::string& subject) const;

  // What git prints, without the last newline.
  std::string git(std::vector<std::string> arguments) const;

  const std::string& folder() const { return folder_; }

 private:
  const std::string folder_;
};

}  // namespace heapdyno
