#include "scenarios/profiler.h"

#include <dlfcn.h>

#include <cstdlib>

namespace heapdyno {

// The mark is an allocation of index + 1 bytes under this name, which no optimizer may touch.
[[gnu::noinline]] void mark_profiled_phase(size_t index) {
  void* volatile mark = std::malloc(index + 1);
  std::free(mark);
}

Profiler Profiler::find() {
  Profiler profiler;
  profiler.pause_ = reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, "heaptrack_pause"));
  profiler.resume_ = reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, "heaptrack_resume"));
  return profiler;
}

void Profiler::pause() const {
  if (present()) pause_();
}

void Profiler::resume_phase(size_t index) const {
  if (!present()) return;
  resume_();
  mark_profiled_phase(index);
}

}  // namespace heapdyno
