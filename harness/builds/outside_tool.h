// Programs of others that work on sources: git, meson, ninja. They are found by the caller's PATH
// and run in its environment, for they need its compiler and cache settings, but without what would
// have them work elsewhere or speak otherwise: GIT_* and NINJA_STATUS.
//
// Thread contract: any thread.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/child.h"

namespace heapdyno {

struct OutsideOptions {
  std::function<void(std::string_view)> on_output;  // told of stdout as it comes; empty: nobody
  // Set: the program is asked to end, as ninja ends its compilers, and killed when it does not.
  const std::atomic<bool>* stop = nullptr;
};

ChildEnd try_outside(const std::vector<std::string>& command, OutsideOptions options = {});

// What it printed. Throws Error with its last words where it fails.
std::string run_outside(const std::vector<std::string>& command, OutsideOptions options = {});

}  // namespace heapdyno
