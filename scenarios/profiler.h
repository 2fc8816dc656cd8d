// A program's view of the heap profiler in its process, looked up once, by dlsym alone.
//
//   heaptrack, where it is preloaded: it writes down every allocation as it happens. The begin and
//   the end of a phase are marks among them (harness/stacks/heap_profile.h reads them).
//   jemalloc, where MALLOC_CONF has prof:true: it keeps sums by call stack, which are written at the
//   begin and the end of phase I into I.begin.heap and I.end.heap in the current folder
//   (harness/stacks/heap_dump.h reads them).
//
// Thread contract: find() once, before threads; the value may then be copied and used by any
// thread.
#pragma once

#include <cstddef>

namespace heapdyno {

class Profiler {
 public:
  // No profiler in this process: all calls below do nothing.
  Profiler() = default;

  static Profiler find();

  bool present() const { return stands_before_allocator() || mallctl_ != nullptr; }
  bool stands_before_allocator() const { return stop_ != nullptr; }
  // One that lies in a profiler's library that answers malloc; null: the allocator itself does.
  const void* own_function() const { return reinterpret_cast<const void*>(stop_); }
  void begin_phase(size_t index) const;
  void end_phase(size_t index) const;
  // Writes what it still holds back: for a process that ends without exit handlers. Nothing is
  // written after that.
  void stop() const;

 private:
  using Mallctl = int (*)(const char*, void*, size_t*, void*, size_t);

  void dump(size_t index, const char* moment) const;

  void (*stop_)() = nullptr;   // heaptrack's
  Mallctl mallctl_ = nullptr;  // of a jemalloc that profiles
};

}  // namespace heapdyno
