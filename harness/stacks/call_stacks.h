// What was allocated by call stack: in a phase, or of what is alive at a moment. A stack is the
// driver's call of the store (measure_put, load_get, ...) and the functions of the store between it
// and the allocation, outermost first: libraries are left out, names are without parameters and
// template arguments, and a function that calls itself (or a lambda of its own) stands once.
// Pure values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

namespace heapdyno {

struct Allocated {
  uint64_t allocations = 0;
  uint64_t bytes = 0;      // requested; of jemalloc's own profile those of the size classes
  uint64_t temporary = 0;  // of the allocations those freed by the very next call

  Allocated& operator+=(const Allocated& other);
  Allocated& operator-=(const Allocated& other);  // REQUIRES: no figure of `other` is greater
  bool operator==(const Allocated&) const = default;
};

using Stack = std::vector<std::string>;
using CallStacks = std::map<Stack, Allocated>;

// Where a stack's innermost function allocates: what it called of a library to do so, and the line.
struct CallPlace {
  std::string callee;  // "std::vector::push_back", "std::string" of its constructor; empty: the
                       // allocator itself, or unknown
  std::string file;    // from the checkout's root; empty: unknown
  uint64_t line = 0;
  auto operator<=>(const CallPlace&) const = default;
};
// Of each stack that has places, as many allocations and bytes as it has; temporary ones are not told.
using CallPlaces = std::map<Stack, std::map<CallPlace, Allocated>>;

Allocated total(const CallStacks& stacks);

// Each allocation goes to the innermost of the functions on its stack, and to "" where none is on it.
std::map<std::string, Allocated> by_function(const CallStacks& stacks,
                                             std::span<const std::string> functions);

// The form in a record:
//   {"functions": ["engine::Db::put", ...],
//    "calls": [[function, caller, allocations, bytes, temporary], ...]}
// A call names its function by index and its caller by the index of an earlier call, -1: none.
// The figures are those of this very stack, without what it calls; no temporary: none, or unknown.
// REQUIRES: no stack is empty.
nlohmann::ordered_json to_json(const CallStacks& stacks);
// Throws nlohmann's exceptions, and Error for indices that lead nowhere.
CallStacks parse_call_stacks(const nlohmann::json& json);

// The places beside it, by the index of the stack's last call there:
//   {"texts": ["std::vector::push_back", "engine/db/write.cc", ...],
//    "places": [[call, callee, file, line, allocations, bytes], ...]}
// Callee and file are indices of texts, -1: none.
// REQUIRES: every stack is one of `stacks`.
nlohmann::ordered_json to_json(const CallPlaces& places, const CallStacks& stacks);
// Throws as above. `stacks`: what to_json() made of the call stacks.
CallPlaces parse_call_places(const nlohmann::json& places, const nlohmann::json& stacks);

}  // namespace heapdyno
