#include "scenarios/profiler.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

namespace heapdyno {
namespace {

template <typename Function>
Function look_up(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, name));
}

}  // namespace

// The mark is an allocation of 2 index + 1 bytes at the begin of a phase and of 2 index + 2 at its
// end, under this name, which no optimizer may touch.
[[gnu::noinline]] void mark_profiled_phase(size_t size) {
  void* volatile mark = std::malloc(size);
  std::free(mark);
}

Profiler Profiler::find() {
  Profiler profiler;
  profiler.stop_ = look_up<void (*)()>("heaptrack_stop");
  const auto mallctl = look_up<Mallctl>("mallctl");
  bool profiles = false;
  size_t size = sizeof profiles;
  if (mallctl != nullptr && mallctl("opt.prof", &profiles, &size, nullptr, 0) == 0 && profiles)
    profiler.mallctl_ = mallctl;
  return profiler;
}

void Profiler::begin_phase(size_t index) const {
  if (stands_before_allocator()) return mark_profiled_phase(2 * index + 1);
  if (present()) dump(index, "begin");
}

void Profiler::end_phase(size_t index) const {
  if (stands_before_allocator()) return mark_profiled_phase(2 * index + 2);
  if (present()) dump(index, "end");
}

// One that cannot be written is missed by who reads it.
void Profiler::dump(size_t index, const char* moment) const {
  char path[64];
  std::snprintf(path, sizeof path, "%zu.%s.heap", index, moment);
  const char* name = path;
  mallctl_("prof.dump", nullptr, nullptr, &name, sizeof name);
}

void Profiler::stop() const {
  if (stands_before_allocator()) stop_();
}

}  // namespace heapdyno
