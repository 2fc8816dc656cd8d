// A folder that is gone at the end of the block, and what to do about those of
// processes that were killed. Thread contract: as a value.
#pragma once

#include <cstddef>
#include <string>

namespace heapdyno {

class TemporaryFolder {
 public:
  // Makes `parent`/heapdyno-PID-XXXXXX, the name longer by `padding`; throws Error that names the
  // parent.
  explicit TemporaryFolder(const std::string& parent, size_t padding = 0);
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();  // removes all that is in it

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Where a user wants files in between: $TMPDIR, else /tmp.
std::string temporary_folder();

// Removes the folders that killed processes left in `parent`: those with the very names and rights
// that a TemporaryFolder has and whose PID is no more. Anything else stays.
void sweep_abandoned_folders(const std::string& parent);

}  // namespace heapdyno
