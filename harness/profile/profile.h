// A profile: where one scenario allocates on one store under one variant, by call site. It is made
// of the record of a profiled trial (results/README.md).
//
// In JSON, "heapdyno.profile/1":
//   {"schema": "heapdyno.profile/1",
//    "tool": "heaptrack",                        // or "jemalloc"
//    "scenario": "fill-random", "scenario_digest": "...", "store": "reference",
//    "variant": "all",                           // absent: the store has none
//    "allocator": "glibc",
//    "phases": [{
//      "phase": "fill",                          // measured ones alone
//      "operations": {"put": 100000},            // by kind
//      "allocations": 600211, "bytes": 88231,    // in all
//      "temporary": 1201,                        // absent from all figures: jemalloc does not say
//      "sites": [{                               // most allocations first
//        "operation": "put",                     // call_sites.h
//        "function": "engine::Memtable::make_node",
//        "allocations": 100000, "bytes": 9600000, "temporary": 0,
//        "ways": [{"callers": ["engine::DbImpl::put", ...],   // outermost first
//                  "allocations": 100000, "bytes": 9600000, "temporary": 0}]}]}],
//    "heaps": [{
//      "moment": "peak",                         // jemalloc: "end of fill"
//      "blocks": 61022, "bytes": 8123456,        // the whole process, the driver's own among them
//      "sites": [{"operation": "load put",       // whatever allocated what is alive
//                 "function": ..., "blocks": ..., "bytes": ..., "ways": [...]}]}]}
// All figures are counted, none is estimated; where a phase has one thread, they are the same each
// time. Bytes are those requested; of jemalloc those of its size classes.
// Pure values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/profile/call_sites.h"
#include "harness/record/record.h"
#include "harness/stacks/profile_tool.h"

namespace heapdyno {

struct PhaseProfile {
  std::string name;
  std::map<std::string, uint64_t> operations;  // by kind
  CallStacks stacks;

  // How many operations stand behind what operation_of() names: those of its kind; where it has no
  // count of its own, all of the phase.
  uint64_t operations_of(const std::string& operation) const;
  std::string operations_text() const;  // "1,500 get, 500 delete"
};

struct Profile {
  ProfileTool tool = ProfileTool::kHeaptrack;
  std::string scenario;
  std::string scenario_digest;
  std::string store;
  std::string variant;  // empty: the store has none
  std::string alloc;
  std::vector<PhaseProfile> phases;
  std::vector<HeapRecord> heaps;
  std::string commit = {};  // that was built, where builds of one variant are compared; else empty

  // "reference, all", "leveldb"
  std::string configuration() const;
};

// Throws Error where the record has nothing that was measured.
Profile profile_of(const Record& record, ProfileTool tool);

// Only this phase and what is alive at its end or at a peak. Throws a usage error with a
// suggestion.
Profile only_phase(Profile profile, const std::string& phase);

nlohmann::ordered_json to_json(const Profile& profile);

// {"allocations": ..., "bytes": ..., "temporary": ...}, and {"blocks": ..., "bytes": ...}
nlohmann::ordered_json allocated_json(const Allocated& figures, ProfileTool tool);
nlohmann::ordered_json alive_json(const Allocated& figures);

}  // namespace heapdyno
