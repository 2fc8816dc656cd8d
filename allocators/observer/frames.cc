// Puts the scope and the phase of each allocation onto its call stack, for a heap profiler that writes
// stacks down and knows of neither. It stands between the observer and the profiler:
//
//   LD_PRELOAD=libheapdyno-observer.so:libheapdyno-frames.so:libheaptrack_preload.so
//
// The innermost frames of an allocation are then
//   heapdyno::frames::in_scope<S>     S: the number of the calling thread's scope
//   heapdyno::frames::in_phase<P>     P: as heapdyno_observer_current_phase()
//   the observer's malloc
//   the program's own frames
//
// Frees pass it by: they have no stack in a profile. Thread contract: as malloc's.

#include <dlfcn.h>
#include <malloc.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <utility>

#include "heapdyno/observer.h"

namespace heapdyno::frames {

// One call of the allocator, and how it is forwarded.
struct Request {
  void* (*forward)(const Request& request);
  size_t first;
  size_t second;
  void* block;
  void** out;
};

// That the compiler keeps the frame of its caller: what comes behind the call is no tail call.
inline void* kept(void* result) {
  asm volatile("" : : "r"(result) : "memory");
  return result;
}

// Visible, so that a stripped library still has their names.
template <size_t scope>
[[gnu::noinline, gnu::visibility("default")]] void* in_scope(const Request& request) {
  return kept(request.forward(request));
}

namespace {

using Forward = void* (*)(const Request& request);

template <size_t... scopes>
constexpr std::array<Forward, sizeof...(scopes)> by_scope(std::index_sequence<scopes...>) {
  return {in_scope<scopes>...};
}
constexpr auto kByScope = by_scope(std::make_index_sequence<HEAPDYNO_SCOPES>());

template <typename Function>
Function find(void* handle, const char* name) {
  return reinterpret_cast<Function>(dlsym(handle, name));
}

// Asked for no scope that there is, the observer says which is the thread's and changes nothing.
size_t scope_now() {
  static const auto enter =
      find<decltype(&heapdyno_observer_enter)>(RTLD_DEFAULT, "heapdyno_observer_enter");
  return enter == nullptr ? 0 : enter(HEAPDYNO_SCOPES);
}

size_t phase_now() {
  static const auto phase = find<decltype(&heapdyno_observer_current_phase)>(
      RTLD_DEFAULT, "heapdyno_observer_current_phase");
  return phase == nullptr ? 0 : phase();
}

}  // namespace

template <size_t phase>
[[gnu::noinline, gnu::visibility("default")]] void* in_phase(const Request& request) {
  return kept(kByScope[scope_now()](request));
}

namespace {

template <size_t... phases>
constexpr std::array<Forward, sizeof...(phases)> by_phase(std::index_sequence<phases...>) {
  return {in_phase<phases>...};
}
constexpr auto kByPhase = by_phase(std::make_index_sequence<HEAPDYNO_PHASES + 1>());

void* answer(const Request& request) { return kByPhase[phase_now()](request); }

}  // namespace
}  // namespace heapdyno::frames

using heapdyno::frames::answer;
using heapdyno::frames::find;
using heapdyno::frames::Request;

// The function of that name that comes next.
#define NEXT(name) static const auto next = find<decltype(&::name)>(RTLD_NEXT, #name)

#pragma GCC visibility push(default)
extern "C" {

void* malloc(size_t bytes) {
  const auto forward = [](const Request& request) -> void* {
    NEXT(malloc);
    return next(request.first);
  };
  return answer({forward, bytes, 0, nullptr, nullptr});
}

void* calloc(size_t number, size_t bytes) {
  const auto forward = [](const Request& request) -> void* {
    NEXT(calloc);
    return next(request.first, request.second);
  };
  return answer({forward, number, bytes, nullptr, nullptr});
}

void* realloc(void* block, size_t bytes) {
  const auto forward = [](const Request& request) -> void* {
    NEXT(realloc);
    return next(request.block, request.first);
  };
  return answer({forward, bytes, 0, block, nullptr});
}

void* aligned_alloc(size_t alignment, size_t bytes) {
  const auto forward = [](const Request& request) -> void* {
    NEXT(aligned_alloc);
    return next(request.first, request.second);
  };
  return answer({forward, alignment, bytes, nullptr, nullptr});
}

void* memalign(size_t alignment, size_t bytes) {
  const auto forward = [](const Request& request) -> void* {
    NEXT(memalign);
    return next(request.first, request.second);
  };
  return answer({forward, alignment, bytes, nullptr, nullptr});
}

// The answer is an error number.
int posix_memalign(void** out, size_t alignment, size_t bytes) {
  const auto forward = [](const Request& request) -> void* {
    NEXT(posix_memalign);
    return reinterpret_cast<void*>(
        static_cast<intptr_t>(next(request.out, request.first, request.second)));
  };
  return static_cast<int>(
      reinterpret_cast<intptr_t>(answer({forward, alignment, bytes, nullptr, out})));
}

}  // extern "C"
#pragma GCC visibility pop
