// Reads a dump of jemalloc's own heap profile, the text "heap_v2" (its prof_data.c writes it):
//
//   heap_v2/RATE                            of samples; 1: every allocation is one
//     t*: BLOCKS: BYTES [ALL: BYTES]        alive in the process, and allocated in all
//     t0: ...                               of one thread
//   @ ADDRESS ADDRESS ...                   a call stack, innermost first, in return addresses
//     t*: BLOCKS: BYTES [ALL: BYTES]        of that stack
//   MAPPED_LIBRARIES:
//   START-END FLAGS OFFSET DEVICE INODE PATH        likewise /proc/PID/maps
//
// Bytes are those of the size classes, not those requested. Pure; any thread.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

#include "harness/stacks/call_stacks.h"

namespace heapdyno {

// Of a library or the program itself.
struct Mapping {
  uint64_t start = 0;
  uint64_t end = 0;
  uint64_t base = 0;  // where the beginning of the file is mapped
  std::string path;
};

struct HeapDump {
  struct Figures {
    Allocated alive;
    Allocated ever;
  };
  Figures all;
  std::map<std::vector<uint64_t>, Figures> stacks;
  std::vector<Mapping> mappings;

  // Null: the address is in no file.
  const Mapping* mapping_of(uint64_t address) const;
};

// Throws Error that names `origin` and what is wrong with the text.
HeapDump parse_heap_dump(std::istream& text, const std::string& origin);

}  // namespace heapdyno
