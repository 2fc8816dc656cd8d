#include "harness/profile/inlining.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/profile/call_sites.h"

namespace heapdyno {
namespace {

constexpr size_t kMostLost = 3;

// A function, in what operation it was called.
using Caller = std::pair<std::string, std::string>;
// The innermost functions of stacks, below a caller.
using Path = std::vector<std::string>;
using Paths = std::map<Caller, std::map<Path, Allocated>>;

Stack without_last(const Stack& stack, size_t length) {
  return {stack.begin(), stack.end() - static_cast<ptrdiff_t>(length)};
}

Path last_of(const Stack& stack, size_t length) {
  return {stack.end() - static_cast<ptrdiff_t>(length), stack.end()};
}

Caller innermost_of(const Stack& stack) { return {operation_of(stack), stack.back()}; }

Paths paths_of(const CallStacks& stacks, size_t length) {
  Paths paths;
  for (const auto& [stack, figures] : stacks) {
    if (stack.size() <= length) continue;
    paths[innermost_of(without_last(stack, length))][last_of(stack, length)] += figures;
  }
  return paths;
}

std::map<Caller, Allocated> own_figures(const CallStacks& stacks) {
  std::map<Caller, Allocated> own;
  for (const auto& [stack, figures] : stacks) own[innermost_of(stack)] += figures;
  return own;
}

bool is_as_much(const Allocated& path, const Allocated& with, const Allocated& without) {
  return path.allocations + without.allocations == with.allocations &&
         path.bytes + without.bytes == with.bytes;
}

Allocated find_or_none(const std::map<Caller, Allocated>& own, const Caller& caller) {
  const auto found = own.find(caller);
  return found == own.end() ? Allocated() : found->second;
}

// Of the paths below a caller that the other build does not have those that it has with the caller:
// all together, else the first that alone is as much.
std::vector<Path> paths_to_fold(const std::map<Path, Allocated>& paths, const Allocated& with,
                                const Allocated& without) {
  Allocated sum;
  std::vector<Path> all;
  for (const auto& [path, figures] : paths) {
    sum += figures;
    all.push_back(path);
  }
  if (is_as_much(sum, with, without)) return all;
  for (const auto& [path, figures] : paths) {
    if (is_as_much(figures, with, without)) return {path};
  }
  return {};
}

void fold(CallStacks& stacks, const Caller& caller, const Path& path) {
  CallStacks folded;
  for (const auto& [stack, figures] : stacks) {
    const bool may_end_so = stack.size() > path.size() && last_of(stack, path.size()) == path;
    const Stack shorter = may_end_so ? without_last(stack, path.size()) : stack;
    folded[innermost_of(shorter) == caller ? shorter : stack] += figures;
  }
  stacks = std::move(folded);
}

// Folds what only `stacks` have as paths of this length.
void fold_paths(CallStacks& stacks, const CallStacks& others, size_t length) {
  const std::map<Caller, Allocated> own = own_figures(stacks);
  const std::map<Caller, Allocated> others_own = own_figures(others);
  const Paths others_paths = paths_of(others, length);
  for (auto& [caller, paths] : paths_of(stacks, length)) {
    std::map<Path, Allocated> only_here = paths;
    const auto there = others_paths.find(caller);
    if (there != others_paths.end())
      std::erase_if(only_here, [&](const auto& path) { return there->second.count(path.first); });
    const Allocated with = find_or_none(others_own, caller);
    const Allocated without = find_or_none(own, caller);
    for (const Path& path : paths_to_fold(only_here, with, without)) fold(stacks, caller, path);
  }
}

}  // namespace

TwoBuilds without_inlining(CallStacks a, CallStacks b) {
  for (size_t length = 1; length <= kMostLost; ++length) {
    fold_paths(a, b, length);
    fold_paths(b, a, length);
  }
  return {std::move(a), std::move(b)};
}

}  // namespace heapdyno
