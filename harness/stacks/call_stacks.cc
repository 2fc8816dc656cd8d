#include "harness/stacks/call_stacks.h"

#include <algorithm>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

// Its index in the list, at whose end it is put where it is not there.
size_t number_of(const std::string& text, std::vector<std::string>& list) {
  const auto found = std::find(list.begin(), list.end(), text);
  if (found != list.end()) return static_cast<size_t>(found - list.begin());
  list.push_back(text);
  return list.size() - 1;
}

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

  // REQUIRES: it was added.
  int64_t call_of(const Stack& stack) const { return numbers_.at(stack); }

  nlohmann::ordered_json json() const { return {{"functions", functions_}, {"calls", calls_}}; }

 private:
  int64_t call_of(const Stack& stack, size_t depth, int64_t caller) {
    const auto [place, is_new] =
        numbers_.try_emplace(Stack(stack.begin(), stack.begin() + static_cast<ptrdiff_t>(depth)),
                             static_cast<int64_t>(calls_.size()));
    if (is_new) calls_.push_back({number_of(stack[depth - 1], functions_), caller, 0, 0});
    return place->second;
  }

  std::vector<std::string> functions_;
  std::map<Stack, int64_t> numbers_;
  std::vector<nlohmann::ordered_json> calls_;
};

CallWriter written(const CallStacks& stacks) {
  CallWriter writer;
  for (const auto& [stack, allocated] : stacks) writer.add(stack, allocated);
  return writer;
}

template <typename T>
const T& at(const std::vector<T>& list, size_t index) {
  if (index < list.size()) return list[index];
  throw Error("a call stack names a function or a caller that is not there");
}

// The stack of each call, in the record's order.
std::vector<Stack> parse_calls(const nlohmann::json& json) {
  const std::vector<std::string> functions = json.at("functions");
  std::vector<Stack> calls;
  for (const nlohmann::json& call : json.at("calls")) {
    const std::string& function = at(functions, call.at(0).get<size_t>());
    const auto caller = call.at(1).get<int64_t>();
    Stack stack = caller < 0 ? Stack() : at(calls, static_cast<size_t>(caller));
    // "" of records from before the driver's call stood on the stack: the store's adapter.
    if (!function.empty()) stack.push_back(function);
    calls.push_back(std::move(stack));
  }
  return calls;
}

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

nlohmann::ordered_json to_json(const CallStacks& stacks) { return written(stacks).json(); }

CallStacks parse_call_stacks(const nlohmann::json& json) {
  const std::vector<Stack> calls = parse_calls(json);
  CallStacks stacks;
  for (size_t i = 0; i < calls.size(); ++i) {
    const nlohmann::json& call = json.at("calls")[i];
    const Allocated allocated{call.at(2), call.at(3),
                              call.size() > 4 ? call[4].get<uint64_t>() : 0};
    if (allocated.allocations > 0) stacks[calls[i]] += allocated;
  }
  return stacks;
}

nlohmann::ordered_json to_json(const CallPlaces& places, const CallStacks& stacks) {
  const CallWriter calls = written(stacks);
  std::vector<std::string> texts;
  const auto number = [&](const std::string& text) {
    return text.empty() ? -1 : static_cast<int64_t>(number_of(text, texts));
  };
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const auto& [stack, of_stack] : places) {
    for (const auto& [place, allocated] : of_stack)
      rows.push_back({calls.call_of(stack), number(place.callee), number(place.file), place.line,
                      allocated.allocations, allocated.bytes});
  }
  return {{"texts", texts}, {"places", std::move(rows)}};
}

CallPlaces parse_call_places(const nlohmann::json& places, const nlohmann::json& stacks) {
  const std::vector<Stack> calls = parse_calls(stacks);
  const std::vector<std::string> texts = places.at("texts");
  const auto text = [&](int64_t number) {
    return number < 0 ? std::string() : at(texts, static_cast<size_t>(number));
  };
  CallPlaces parsed;
  for (const nlohmann::json& row : places.at("places")) {
    const CallPlace place = {text(row.at(1)), text(row.at(2)), row.at(3)};
    parsed[at(calls, row.at(0))][place] += Allocated{row.at(4), row.at(5)};
  }
  return parsed;
}

}  // namespace heapdyno
