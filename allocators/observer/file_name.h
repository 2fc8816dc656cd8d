// The name of a process's counters file: PATH, PATH.PID, PATH.PID.1, PATH.PID.2, ... in the order
// in which they are tried. Fixed size, no allocation.
#pragma once

#include <cstddef>
#include <cstdint>

namespace heapdyno::observer {

class FileName {
 public:
  static constexpr size_t kMaxPath = 4000;

  // False where the path is not absolute or too long: a child may have changed its directory.
  bool set_base(const char* path);
  bool has_base() const { return base_length_ > 0; }

  const char* base();
  const char* with_pid(uint32_t pid);
  const char* with_pid(uint32_t pid, unsigned number);
  // The one that was made last.
  const char* current() const { return text_; }

 private:
  void append_number(uint64_t number);

  size_t base_length_ = 0;
  size_t length_ = 0;
  char text_[kMaxPath + 48] = {};
};

}  // namespace heapdyno::observer
