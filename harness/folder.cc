#include "harness/folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "harness/error.h"

namespace heapdyno {

TemporaryFolder::TemporaryFolder(const std::string& parent, size_t padding)
    : path_(parent + "/heapdyno-" + std::string(padding, 'x') + "XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    throw Error("no folder can be made in " + parent + ": " + std::strerror(errno));
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace heapdyno
