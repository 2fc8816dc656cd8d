// TestFolder: a folder on the machine's own file system that goes with its owner, for tests of what a
// file system in memory cannot show.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "engine/base/check.h"

namespace engine {

class TestFolder {
 public:
  explicit TestFolder(const std::string& parent = "/tmp")
      : path_(parent + "/heapdyno-test-XXXXXX") {
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace engine
