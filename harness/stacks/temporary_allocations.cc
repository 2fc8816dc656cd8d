#include "harness/stacks/temporary_allocations.h"

#include <string>

namespace heapdyno {

std::vector<bool> temporary_allocations(std::istream& raw) {
  std::vector<bool> temporary;
  std::string last;  // the block that the line before allocated; else empty
  for (std::string line; std::getline(raw, line);) {
    const std::string address = line.substr(line.rfind(' ') + 1);
    if (line.starts_with("+ ")) {
      temporary.push_back(false);
      last = address;
    } else if (line.starts_with("- ")) {
      if (address == last) temporary.back() = true;
      last.clear();
    }
  }
  return temporary;
}

}  // namespace heapdyno
