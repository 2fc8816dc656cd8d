#include "harness/testing/test_programs.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "harness/testing/test_build_folder.h"

namespace heapdyno {

TestPrograms::TestPrograms(std::string folder)
    : folder_(std::move(folder)), path_(std::getenv("PATH")) {
  std::filesystem::create_directories(folder_);
  setenv("PATH", (folder_ + ":" + path_).c_str(), 1);
}

TestPrograms::~TestPrograms() { setenv("PATH", path_.c_str(), 1); }

void TestPrograms::add(const std::string& name, const std::string& text) const {
  const std::string path = folder_ + "/" + name;
  write_file(path, "#!/bin/sh\n" + text);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

}  // namespace heapdyno
