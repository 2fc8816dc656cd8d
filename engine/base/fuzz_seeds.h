// What the programs that make the seed corpora share: x_fuzz_seeds.cc makes that of x_fuzz.cc, with the
// engine's own writers where it can, so that a change of a format needs no more than another run
// (scripts/fuzz --corpus). Seeds are small: the fuzzer multiplies them by itself.
// Thread contract: one thread.
#pragma once

#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/base/memory_file_system.h"

namespace engine::fuzz {

using Seeds = std::map<std::string, std::string>;  // name to input

// The bytes with others written over them from an offset on.
inline std::string patched(std::string bytes, size_t at, std::string_view over) {
  CHECK(at + over.size() <= bytes.size());
  return bytes.replace(at, over.size(), over);
}

inline std::string cut(std::string bytes, size_t n) {
  CHECK(n <= bytes.size());
  bytes.resize(bytes.size() - n);
  return bytes;
}

inline std::string fixed32(uint32_t value) {
  std::string bytes;
  put_fixed32(bytes, value);
  return bytes;
}

inline std::string fixed64(uint64_t value) {
  std::string bytes;
  put_fixed64(bytes, value);
  return bytes;
}

// A checksum that a target leaves as it is (fuzz_support.h).
inline const std::string kBadChecksum = fixed32(0);
// One that it makes right.
inline const std::string kAnyChecksum = fixed32(1);

// What main is but for the seeds: writes each to a file of its name in the folder that is there.
inline int write_seeds(int argc, char** argv, const Seeds& seeds) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " FOLDER\n";
    return 2;
  }
  for (const auto& [name, bytes] : seeds) {
    const std::string path = std::string(argv[1]) + "/" + name;
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) {
      std::cerr << argv[0] << ": cannot write " << path << "\n";
      return 1;
    }
  }
  return 0;
}

}  // namespace engine::fuzz
