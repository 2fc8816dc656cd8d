// A program's view of the heap profiler that may be preloaded into it, heaptrack: looked up once, by
// dlsym alone. It writes down a call stack for each allocation between resume_phase() and pause();
// the first of them is a mark that says which phase begins (harness/heap_profile.h reads it).
//
// Thread contract: find() once, before threads; the value may then be copied and used by any thread.
#pragma once

#include <cstddef>

namespace heapdyno {

class Profiler {
 public:
  // No profiler in this process: all calls below do nothing.
  Profiler() = default;

  static Profiler find();

  bool present() const { return pause_ != nullptr && resume_ != nullptr && stop_ != nullptr; }
  // One that lies in the profiler's library, which answers malloc.
  const void* own_function() const { return reinterpret_cast<const void*>(pause_); }
  void pause() const;
  void resume_phase(size_t index) const;
  // Writes what it still holds back: for a process that ends without exit handlers. Nothing is
  // written after that.
  void stop() const;

 private:
  void (*pause_)() = nullptr;
  void (*resume_)() = nullptr;
  void (*stop_)() = nullptr;
};

}  // namespace heapdyno
