// For tests: scripts that stand for the programs of a caller's PATH.
#pragma once

#include <string>

namespace heapdyno {

// For the length of a block the folder comes first in PATH. One at a time.
class TestPrograms {
 public:
  // Makes the folder.
  explicit TestPrograms(std::string folder);
  TestPrograms(const TestPrograms&) = delete;
  TestPrograms& operator=(const TestPrograms&) = delete;
  ~TestPrograms();

  // A program of this name that runs the text by /bin/sh.
  void add(const std::string& name, const std::string& text) const;

  const std::string& folder() const { return folder_; }

 private:
  const std::string folder_;
  const std::string path_;  // as it was
};

}  // namespace heapdyno
