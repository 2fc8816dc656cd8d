#include "harness/profile/call_sites.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace heapdyno {
namespace {

constexpr std::string_view kMeasured = "measure_";
constexpr std::string_view kUnmeasured = "load_";

// The engine's functions that tell the observer of background work (engine/db/hook_scope.h).
constexpr std::array<std::string_view, 6> kBackground = {
    "engine::DbImpl::run",        "engine::DbImpl::recover_run",
    "engine::DbImpl::checkpoint", "engine::DbImpl::checkpoint_recovered",
    "engine::DbImpl::flush_own",  "engine::DbImpl::put_away_index"};

bool is_background(const Stack& stack) {
  return std::find_first_of(stack.begin(), stack.end(), kBackground.begin(), kBackground.end()) !=
         stack.end();
}

// Of the scope that the driver's function enters (scenarios/store_calls.cc).
std::string scope_name(std::string_view function) {
  if (function == "remove") return "delete";
  if (function == "prepare" || function == "write_prepared") return "hand-over";
  return std::string(function);
}

}  // namespace

std::string operation_of(const Stack& stack) {
  const std::string_view first = stack.front();
  std::string operation(first);
  if (first.starts_with(kMeasured)) operation = scope_name(first.substr(kMeasured.size()));
  if (first.starts_with(kUnmeasured))
    operation = "load " + scope_name(first.substr(kUnmeasured.size()));
  return operation + (is_background(stack) ? ", background" : "");
}

std::string short_name(const std::string& function) {
  static constexpr std::string_view kEngine = "engine::";
  return function.starts_with(kEngine) ? function.substr(kEngine.size()) : function;
}

std::vector<CallSite> call_sites(const CallStacks& stacks) {
  std::map<std::pair<std::string, std::string>, CallSite> sites;
  for (const auto& [stack, figures] : stacks) {
    const std::string operation = operation_of(stack);
    CallSite& site = sites[{operation, stack.back()}];
    site.operation = operation;
    site.function = stack.back();
    site.figures += figures;
    Stack callers(stack.begin() + 1, stack.size() > 1 ? stack.end() - 1 : stack.end());
    site.ways.push_back({std::move(callers), figures});
  }
  std::vector<CallSite> list;
  for (auto& [key, site] : sites) list.push_back(std::move(site));
  return list;
}

uint64_t figure_of(const Allocated& figures, By by) {
  switch (by) {
    case By::kAllocations:
      return figures.allocations;
    case By::kBytes:
      return figures.bytes;
    case By::kTemporary:
      return figures.temporary;
  }
  return 0;
}

std::vector<CallSite> most_first(std::vector<CallSite> sites, By by) {
  const auto is_more = [&](const auto& a, const auto& b) {
    return figure_of(a.figures, by) > figure_of(b.figures, by);
  };
  std::stable_sort(sites.begin(), sites.end(), is_more);
  for (CallSite& site : sites) std::stable_sort(site.ways.begin(), site.ways.end(), is_more);
  return sites;
}

std::map<std::string, Allocated> by_operation(const CallStacks& stacks) {
  std::map<std::string, Allocated> sums;
  for (const auto& [stack, figures] : stacks) sums[operation_of(stack)] += figures;
  return sums;
}

}  // namespace heapdyno
