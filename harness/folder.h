// A folder that is gone at the end of the block. Thread contract: as a value.
#pragma once

#include <string>

namespace heapdyno {

class TemporaryFolder {
 public:
  // Makes `parent`/heapdyno-XXXXXX; throws Error that names the parent.
  explicit TemporaryFolder(const std::string& parent);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();  // removes all that is in it

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace heapdyno
