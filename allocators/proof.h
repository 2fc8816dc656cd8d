// Which library answers malloc and operator new in this process: asked of the
// process, never assumed.
//
// A linker's --as-needed silently drops an allocator that nothing references,
// and an executable that says jemalloc then runs glibc. So a driver proves its
// allocator at start and treats a mismatch as an error. Under the observer,
// which itself answers malloc, the question is asked of what it forwards to.
// Executables must be PIE (Debian's default): in others &malloc may be their
// own jump table.
//
// Thread contract: plain functions, any thread; not while another thread loads
// or unloads libraries.
#pragma once

#include <string>
#include <vector>

#include "engine/base/status.h"

namespace heapdyno {

// A mapped library: the file as the kernel names it (symbolic links resolved),
// and its GNU build id in hex, empty where it was linked without one.
struct Library {
  std::string path;
  std::string build_id;
  bool operator==(const Library&) const = default;
};

// The library that an address of this process lies in; both fields empty where
// it is in none.
Library library_of(const void* address);

// The build id of a library file that need not be loaded. An error names the
// file: not there, not ELF.
engine::Result<std::string> build_id_of_file(const std::string& path);

// Who answers in this process.
struct Answers {
  Library malloc_library;
  Library new_library;            // libstdc++ where operator new ends in malloc
  bool new_calls_malloc = false;  // operator new is libstdc++'s
  bool observed = false;          // asked of the observer's targets
};
Answers allocator_answers();

// What must answer. For an allocator of our own the adapter says it:
// `own_function` is allocator::own_function(). For a library preloaded by path,
// `path` and `build_id` do.
struct Expected {
  std::string name;
  const void* own_function = nullptr;
  std::string path;      // compared with symbolic links resolved
  std::string build_id;  // empty: not compared
};

// The answers, if malloc comes from the expected library and operator new does
// too (from it, or from libstdc++ that calls the expected malloc). Otherwise an
// error that names what was expected and what answers.
engine::Result<Answers> prove_allocator(const Expected& expected);

// One place through which a loaded library calls the allocator: a slot of its
// global offset table.
struct Binding {
  std::string
      library;  // that calls, as the loader names it; empty for the executable
  std::string function;  // malloc, free, calloc, realloc, operator new, ...
  Library answers;
};
// Every bound slot of the loaded libraries that names a function of the malloc
// family or an operator new or delete. Lazy slots that were never called are
// missing: run with LD_BIND_NOW=1.
std::vector<Binding> allocator_bindings();

// An error if a slot of any loaded library is answered by neither the expected
// library, the observer, libstdc++ nor the calling library itself. The proof
// for peers, whose libraries come from elsewhere.
engine::Status prove_bindings(const Answers& answers);

}  // namespace heapdyno
