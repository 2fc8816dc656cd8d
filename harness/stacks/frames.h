// From the frames of a call, as debug information names them, to a stack of call_stacks.h. It is
// the same whichever tool found the frames, and however the compiler inlined: an inlined function
// is a frame like any other.
// Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/stacks/call_stacks.h"

namespace heapdyno {

struct Frame {
  std::string_view function;  // demangled; empty: unknown
  std::string_view file;      // of the source; empty: unknown
  std::string_view library;   // path of the executable or library
  uint64_t line = 0;          // of the source; 0: unknown
};

// "void engine::put<T>(T&)::{lambda(int)#1}::operator()(int) const" -> "engine::put". A function of
// an unnamed namespace has its last name alone, and no clone (".part.0") its suffix: some tools
// find them, some do not.
std::string plain_name(std::string_view function);

// Frames innermost first. Nothing where none is the driver's call of the store
// (scenarios/store_calls.cc) or a background job of a peer (scenarios/stores/background_jobs.cc):
// the driver's own. Of a peer those functions count that its library names.
std::optional<Stack> stack_of(std::span<const Frame> frames);

// What a library's function is called as: "std::string" of its constructor; empty of the allocator's
// own functions, and of all others that are in no namespace or class.
std::string callee_name(std::string_view function);

// Where the innermost function of that stack allocates. REQUIRES: there is a stack.
CallPlace place_of(std::span<const Frame> frames);

}  // namespace heapdyno
