#include "scenarios/profiler.h"

#include <dlfcn.h>

#include <cstdlib>

namespace heapdyno {
namespace {

auto look_up(const char* name) { return reinterpret_cast<void (*)()>(dlsym(RTLD_DEFAULT, name)); }

}  // namespace

// The mark is an allocation of index + 1 bytes under this name, which no optimizer may touch.
[[gnu::noinline]] void mark_profiled_phase(size_t index) {
  void* volatile mark = std::malloc(index + 1);
  std::free(mark);
}

Profiler Profiler::find() {
  Profiler profiler;
  profiler.pause_ = look_up("heaptrack_pause");
  profiler.resume_ = look_up("heaptrack_resume");
  profiler.stop_ = look_up("heaptrack_stop");
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

void Profiler::stop() const {
  if (present()) stop_();
}

}  // namespace heapdyno
