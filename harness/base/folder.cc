#include "harness/base/folder.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

const std::string kPrefix = "heapdyno-";

}  // namespace

TemporaryFolder::TemporaryFolder(const std::string& parent, size_t padding)
    : path_(parent + "/" + kPrefix + std::to_string(getpid()) + "-" + std::string(padding, 'x') +
            "XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    throw Error("no folder can be made in " + parent + ": " + std::strerror(errno));
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

void sweep_abandoned_folders(const std::string& parent) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(parent, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(kPrefix)) continue;
    const int pid = std::atoi(name.c_str() + kPrefix.size());
    if (pid <= 0 || kill(pid, 0) == 0 || errno != ESRCH) continue;
    std::error_code ignored;
    std::filesystem::remove_all(entry.path(), ignored);
  }
}

}  // namespace heapdyno
