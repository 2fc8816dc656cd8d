// TableReads: what tables read from their files, for the physical work of a database.
// Thread contract: any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace engine {

struct TableReads {
  std::atomic<uint64_t> blocks{0};
  std::atomic<uint64_t> bytes{0};
};

}  // namespace engine
