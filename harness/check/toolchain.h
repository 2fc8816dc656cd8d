// What built the program whose calls are counted: another compiler or library makes other calls. Its
// key names a folder of baselines; patch levels are recorded beside it and are no part of it.
//
//   gcc-12-libstdcxx-12-x86_64-8ae0c1d2    compiler and C++ library with their major numbers, the
//                                          architecture, the digest of the flags
//   x86_64                                 of a user's program, whose build nobody knows
//
// Plain values; any thread.
#pragma once

#include <string>

#include "harness/builds/dyno.h"

namespace heapdyno {

struct Toolchain {
  std::string compiler;   // "gcc 12.2.0"; empty: a user's program
  std::string libstdcxx;  // its major number
  std::string architecture;
  std::string flags;

  std::string key() const;
  bool operator==(const Toolchain&) const = default;
};

Toolchain toolchain_of(const Dyno& dyno);
Toolchain toolchain_of_programs();  // on this machine

}  // namespace heapdyno
