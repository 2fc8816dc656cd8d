// MemoryFile: the bytes of a file in memory, in two states: what the system has, and what is
// durable (memory_file_system.h).
//
// Invariants: `bytes` and `durable` agree in their first `common` bytes. `writes` are those made
// anywhere since the last sync: they lead from `durable` to `bytes`, unless there were appends.
// Thread contract: the file system's lock guards it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/random.h"

namespace engine {

struct MemoryFile {
  struct Write {
    size_t offset;
    std::string data;
  };
  std::string bytes;
  std::string durable;
  size_t common = 0;
  std::vector<Write> writes;
  std::vector<std::weak_ptr<const Mapping>> mappings;  // to be read
  // Of a file that is mapped to be written: `bytes` may be behind them.
  std::weak_ptr<std::string> mapped;

  void resize(size_t size);
  void write(size_t offset, std::string_view data);
  // Takes over what was written through the mapping, page by page.
  void catch_up();
  void sync();
  void revert();  // to what is durable
  // Leaves some of what was not synced. Appended: a prefix, and the sector it ends in may never
  // have been written, whole or from some byte on. Written anywhere: each write stays, is lost, or
  // stays up to some byte.
  void tear(Random& random);

 private:
  void put(size_t offset, std::string_view data);
  void tear_writes(Random& random);
};

}  // namespace engine
