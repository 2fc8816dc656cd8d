// The process's environment. Thread contract: any thread, as nothing here changes it.
#pragma once

#include <cstdlib>
#include <string>

namespace heapdyno {

// Of a variable; empty where it is not set.
inline std::string environment_variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace heapdyno
