// HookScope: while it lives, the caller's hooks know that this thread flushes or compacts. It
// stands first in the functions that hold one, which harness/profile/call_sites.cc names: in call stacks
// they are what tells of it.
#pragma once

#include "engine/db/options.h"

namespace engine {

class HookScope {
 public:
  explicit HookScope(const BackgroundHooks& hooks) : hooks_(hooks) {
    if (hooks_.enter != nullptr) hooks_.enter(hooks_.context);
  }
  ~HookScope() {
    if (hooks_.leave != nullptr) hooks_.leave(hooks_.context);
  }
  HookScope(const HookScope&) = delete;
  HookScope& operator=(const HookScope&) = delete;

 private:
  const BackgroundHooks& hooks_;
};

}  // namespace engine
