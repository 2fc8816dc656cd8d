// What the program named: its scopes, and its phases with what they counted (counters_file.h).
//
// 1. The names are in private memory, so that a forked child has them as they were at the fork, and
//    in the header, for readers. Before the file is open they are in private memory alone.
// 2. A name is written before the count of names includes it, and never changes.
//
// Thread contract: any thread. No allocation.
#pragma once

#include "allocators/counters_file.h"

namespace heapdyno::observer {

[[gnu::visibility("hidden")]] extern CountersNames names;

}  // namespace heapdyno::observer
