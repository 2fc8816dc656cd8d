// What an executable is, as the runner asks it with --describe.
//
//   {"schema": "heapdyno.dyno/1",
//    "store": {"name": "reference", "also": ["btree"], "version": "",
//              "settings": {"block_bytes": "4096", ...}},
//    "variant": "all", "policy": {"arena": "retained", "zero_copy": "on", ...},
//    "toggles": [{"name": "arena", "kinds": ["fresh", "retained"], "needs": "", "why": ...}, ...],
//    "allocator": {"name": "jemalloc", "version": "5.3.0", "settings": ["MALLOC_CONF=narenas:1"],
//                  "library": "/usr/...", "build_id": "..."},
//    "compiler": "gcc 12.2.0", "flags": "-O2 ...", "libstdcxx": "20220819", "build_id": "..."}
//
// A trial may ask for what the store is also. The settings are the defaults; variant, policy and toggles are of the reference store alone, and
// a policy names every toggle. The allocator's library is the one that answers malloc now; where
// that is not the named allocator's, "mismatch" says so.
//
// Thread contract: plain function.
#pragma once

#include <string>

namespace heapdyno {

std::string describe_executable();

}  // namespace heapdyno
