// How to preload a library, whatever its path: ld.so splits LD_PRELOAD at spaces and colons, prints
// a warning for what it cannot find, and runs the program without it. So a library is preloaded by
// an open descriptor, as /proc/self/fd/N, which has neither.
//
//   Result<Preload> preload = Preload::open({observer, allocator});
//   fork; in the child: preload->keep_open(), then execve with LD_PRELOAD=preload->value()
//
// The observer comes first: behind an allocator it counts nothing (and says so: kUnreached).
// No counters file after a counting trial is an error all the same.
// Thread contract: as a value.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/base/status.h"

namespace heapdyno {

// Open descriptors, closed with the object. They are close-on-exec: a launcher that forks calls
// keep_open() in the child, which is safe between fork and exec.
class Preload {
 public:
  static engine::Result<Preload> open(const std::vector<std::string>& libraries);

  Preload() = default;
  Preload(Preload&& other) noexcept { *this = std::move(other); }
  Preload& operator=(Preload&& other) noexcept;
  ~Preload();

  // The value for LD_PRELOAD; empty without libraries.
  const std::string& value() const { return value_; }
  // Makes the descriptors survive exec. Async-signal-safe.
  void keep_open() const;

 private:
  std::vector<int> descriptors_;
  std::string value_;
};

}  // namespace heapdyno
