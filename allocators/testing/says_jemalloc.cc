// The adapter of jemalloc for an executable that is linked without jemalloc: its references are
// weak, so the link succeeds, as it does where the adapter's reference was lost some other way.

#pragma weak mallctl

#include "allocators/jemalloc.cc"
