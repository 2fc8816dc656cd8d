// Facts about the machine that figures depend on: what records carry of the
// host, and what doctor judges. No host name, no user name.
// Thread contract: plain functions, any thread; gather_facts() takes some
// milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace heapdyno {

struct Facts {
  std::string cpu;
  int cores = 0;  // that this process may use
  std::string kernel;
  uint64_t memory_bytes = 0;
  std::string thp;       // always, madvise, never; empty: unknown
  std::string governor;  // of the first processor; empty: the machine has none
  int aslr = -1;         // randomize_va_space; 0 where it is off for this process; -1: unknown
  double load = 0;       // of the last minute
  uint64_t shm_free_bytes = 0;
  double clock_ns = 0;       // one read of the clock that times operations
  double page_fault_ns = 0;  // first touch of a page of 4 KiB
};

Facts gather_facts();

// The part that records carry, as a JSON object.
std::string host_json(const Facts& facts);

// One line: "AMD EPYC, 2 cores, Linux 6.1.0, THP madvise, no governor".
std::string describe(const Facts& facts);

// Where a checkout stands. Absent when it is none, or git is not there.
struct GitState {
  std::string commit;  // 12 digits
  bool dirty = false;  // tracked files are changed
  std::string date;    // of the commit: 2026-11-26
};
std::optional<GitState> git_state(const std::string& checkout);

}  // namespace heapdyno
