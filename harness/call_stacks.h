// What one phase allocated, by call stack. A stack is the functions of the engine between the
// driver's call of the store and the allocation, outermost first: libraries are left out, names are
// without parameters and template arguments, and a function that calls itself (or a lambda of its
// own) stands once.
// Pure values; any thread.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace heapdyno {

struct Allocated {
  uint64_t allocations = 0;
  uint64_t bytes = 0;  // requested

  Allocated& operator+=(const Allocated& other);
  bool operator==(const Allocated&) const = default;
};

using Stack = std::vector<std::string>;
using CallStacks = std::map<Stack, Allocated>;

// "void engine::put<T>(T&)::{lambda(int)#1}::operator()(int) const" -> "engine::put"
std::string plain_name(std::string_view function);

Allocated total(const CallStacks& stacks);

// Each allocation goes to the innermost of the functions on its stack, and to "" where none is on it.
std::map<std::string, Allocated> by_function(const CallStacks& stacks,
                                             std::span<const std::string> functions);

// The form in a record:
//   {"functions": ["engine::Db::put", ...],
//    "calls": [[function, caller, allocations, bytes], ...]}
// A call names its function by index and its caller by the index of an earlier call, -1: the driver.
// Allocations and bytes are those of this very stack, without what it calls.
nlohmann::ordered_json to_json(const CallStacks& stacks);
// Throws nlohmann's exceptions, and Error for indices that lead nowhere.
CallStacks parse_call_stacks(const nlohmann::json& json);

}  // namespace heapdyno
