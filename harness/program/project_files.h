// Which source files are a user's project's: those below the folder in which its baselines stand.
// Reads the file system; one thread.
#pragma once

#include <map>
#include <string>

namespace heapdyno {

class ProjectFiles {
 public:
  explicit ProjectFiles(const std::string& folder);

  // The file's path from the project's folder, as debug information names it: absolute, by whatever
  // path leads there, or relative to the folder or to one below it ("../src/a.c" of build/). Empty:
  // it is none of the project.
  const std::string& within(const std::string& file);

 private:
  std::string find(const std::string& file) const;

  const std::string folder_;                  // absolute
  const std::string canonical_;               // without links
  std::map<std::string, std::string> known_;  // by name
};

}  // namespace heapdyno
