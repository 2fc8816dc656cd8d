// Call sites: call stacks brought together by the operation and the innermost function of the
// store, which is where an allocation is made as far as it is concerned; libraries are no site.
// Pure; any thread.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/stacks/call_stacks.h"

namespace heapdyno {

// What a stack was for: by the driver's function that it begins with "put" (measure_put, of a
// measured phase) or "load put" (load_put), and ", background" behind it where flush, compaction or
// checkpoint is on the way; "background" of a peer's threads.
std::string operation_of(const Stack& stack);

// "engine::DbImpl::put" -> "DbImpl::put": the engine has one namespace.
std::string short_name(const std::string& function);

// By whom a site was called.
struct Way {
  Stack callers;  // between the driver's call and the site, outermost first
  Allocated figures;
};

struct CallSite {
  std::string operation;
  std::string function;  // the driver's own where the store's adapter allocates
  Allocated figures;
  std::vector<Way> ways;
};

// By operation and function.
std::vector<CallSite> call_sites(const CallStacks& stacks);

// By which of its figures a site stands before another one.
enum class By { kAllocations, kBytes, kTemporary };
uint64_t figure_of(const Allocated& figures, By by);

// The greatest first, of sites and of the ways to each; equal ones by name.
std::vector<CallSite> most_first(std::vector<CallSite> sites, By by);

// Of all sites of each operation.
std::map<std::string, Allocated> by_operation(const CallStacks& stacks);

}  // namespace heapdyno
