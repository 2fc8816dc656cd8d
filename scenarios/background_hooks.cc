#include "scenarios/background_hooks.h"

#include "allocators/observer_client.h"
#include "scenarios/scopes.h"

namespace heapdyno {

std::atomic<int> g_background{0};

namespace {

// They nest: a checkpoint that begins a new log may find a flush due.
thread_local unsigned t_depth = 0;
thread_local unsigned t_scope_before = 0;

void enter(void* observer) {
  if (t_depth++ > 0) return;
  g_background.fetch_add(1, std::memory_order_relaxed);
  t_scope_before = static_cast<const Observer*>(observer)->enter(kScopeBackground);
}

void leave(void* observer) {
  if (--t_depth > 0) return;
  static_cast<const Observer*>(observer)->leave(t_scope_before);
  g_background.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace

void set_background_hooks(const Observer& observer, StoreContext& context) {
  context.enter_background = enter;
  context.leave_background = leave;
  context.background = const_cast<Observer*>(&observer);
}

}  // namespace heapdyno
