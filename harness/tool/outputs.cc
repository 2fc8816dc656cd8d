#include "harness/tool/outputs.h"

#include <fstream>

#include "harness/base/error.h"

namespace heapdyno {

void write_output(const std::string& path, const std::function<void(std::ostream&)>& write) {
  if (path.empty()) return;
  std::ofstream file(path);
  write(file);
  if (!file.flush()) throw Error("cannot write " + path);
}

}  // namespace heapdyno
