// A library that brings an allocator of its own choice: loaded with RTLD_DEEPBIND it calls that,
// whatever the process runs.

#include <cstdlib>

extern "C" void* allocate_elsewhere(size_t bytes) { return std::malloc(bytes); }
