// Makes logs, for the seeds of the fuzz targets that read one.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/base/fuzz_seeds.h"
#include "engine/store/wal.h"

namespace engine::fuzz {

inline std::string log_of(const std::vector<std::string>& payloads) {
  MemoryFileSystem files;
  WalWriter writer(files.create("log").value(), 1);
  for (const std::string& payload : payloads) CHECK(writer.append(payload).is_ok());
  CHECK(writer.close().is_ok());
  return files.contents("log").value();
}

// Where the record begins that follows these.
inline size_t offset_behind(const std::vector<std::string>& payloads) {
  return log_of(payloads).size();
}

}  // namespace engine::fuzz
