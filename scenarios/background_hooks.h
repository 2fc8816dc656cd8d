// What the driver is told of flush and compaction, on whichever thread they run: they count for a
// scope of their own, and open loops want to know when they go on.
//
// Thread contract: any thread.
#pragma once

#include <atomic>

#include "scenarios/stores/store.h"

namespace heapdyno {

class Observer;

// How many go on now.
extern std::atomic<int> g_background;

// The observer may be an absent one; it is borrowed.
void set_background_hooks(const Observer& observer, StoreContext& context);

}  // namespace heapdyno
