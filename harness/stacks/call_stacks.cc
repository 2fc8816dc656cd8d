#include "harness/stacks/call_stacks.h"

#include <algorithm>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

// Numbers the functions and the calls of a record in the order in which they are first met.
class CallWriter {
 public:
  void add(const Stack& stack, const Allocated& allocated) {
    int64_t call = -1;
    for (size_t depth = 0; depth < stack.size(); ++depth) call = call_of(stack, depth + 1, call);
    nlohmann::ordered_json& figures = calls_[static_cast<size_t>(call)];
    figures[2] = allocated.allocations;
    figures[3] = allocated.bytes;
    if (allocated.temporary > 0) figures[4] = allocated.temporary;
  }

  nlohmann::ordered_json json() const { return {{"functions", functions_}, {"calls", calls_}}; }

 private:
  int64_t call_of(const Stack& stack, size_t depth, int64_t caller) {
    const auto [place, is_new] =
        numbers_.try_emplace(Stack(stack.begin(), stack.begin() + static_cast<ptrdiff_t>(depth)),
                             static_cast<int64_t>(calls_.size()));
    if (is_new) calls_.push_back({function_of(stack[depth - 1]), caller, 0, 0});
    return place->second;
  }

  size_t function_of(const std::string& name) {
    const auto found = std::find(functions_.begin(), functions_.end(), name);
    if (found != functions_.end()) return static_cast<size_t>(found - functions_.begin());
    functions_.push_back(name);
    return functions_.size() - 1;
  }

  std::vector<std::string> functions_;
  std::map<Stack, int64_t> numbers_;
  std::vector<nlohmann::ordered_json> calls_;
};

}  // namespace

Allocated& Allocated::operator+=(const Allocated& other) {
  allocations += other.allocations;
  bytes += other.bytes;
  temporary += other.temporary;
  return *this;
}

Allocated& Allocated::operator-=(const Allocated& other) {
  allocations -= other.allocations;
  bytes -= other.bytes;
  temporary -= other.temporary;
  return *this;
}

Allocated total(const CallStacks& stacks) {
  Allocated sum;
  for (const auto& [stack, allocated] : stacks) sum += allocated;
  return sum;
}

std::map<std::string, Allocated> by_function(const CallStacks& stacks,
                                             std::span<const std::string> functions) {
  std::map<std::string, Allocated> sums;
  for (const auto& [stack, allocated] : stacks) {
    const auto innermost = std::find_if(stack.rbegin(), stack.rend(), [&](const auto& function) {
      return std::find(functions.begin(), functions.end(), function) != functions.end();
    });
    sums[innermost == stack.rend() ? "" : *innermost] += allocated;
  }
  return sums;
}

nlohmann::ordered_json to_json(const CallStacks& stacks) {
  CallWriter writer;
  for (const auto& [stack, allocated] : stacks) writer.add(stack, allocated);
  return writer.json();
}

CallStacks parse_call_stacks(const nlohmann::json& json) {
  const std::vector<std::string> functions = json.at("functions");
  std::vector<Stack> calls;
  CallStacks stacks;
  for (const nlohmann::json& call : json.at("calls")) {
    const auto function = call.at(0).get<size_t>();
    const auto caller = call.at(1).get<int64_t>();
    if (function >= functions.size() || caller >= static_cast<int64_t>(calls.size()))
      throw Error("a call stack names a function or a caller that is not there");
    Stack stack = caller < 0 ? Stack() : calls[static_cast<size_t>(caller)];
    // "" of records from before the driver's call stood on the stack: the store's adapter.
    if (!functions[function].empty()) stack.push_back(functions[function]);
    const Allocated allocated{call.at(2), call.at(3),
                              call.size() > 4 ? call[4].get<uint64_t>() : 0};
    if (allocated.allocations > 0) stacks[stack] += allocated;
    calls.push_back(std::move(stack));
  }
  return stacks;
}

}  // namespace heapdyno
