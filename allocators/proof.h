// Which library answers malloc and operator new in this process: asked of the process, never
// assumed.
//
// A linker's --as-needed silently drops an allocator that nothing references, and an executable
// that says jemalloc then runs glibc. So a driver proves its allocator at start and treats a
// mismatch as an error. Under the observer, which itself answers malloc, the question is asked of
// what it forwards to. Executables must be PIE (Debian's default): in others &malloc may be their
// own jump table.
//
// Thread contract: plain functions, any thread; not while another thread loads or unloads
// libraries.
#pragma once

#include <string>

#include "allocators/loaded.h"
#include "engine/base/status.h"

namespace heapdyno {

// Who answers in this process.
struct Answers {
  Library malloc_library;
  Library new_library;            // libstdc++ where operator new ends in malloc
  bool new_calls_malloc = false;  // operator new is libstdc++'s
  bool observed = false;          // asked of the observer's targets
};
Answers allocator_answers();

// What must answer. For an allocator of our own the adapter says it: `own_function` is
// allocator::own_function(). For a library preloaded by path, `path` and `build_id` do
// (build_id_of_file() in elf_note.h).
struct Expected {
  std::string name;
  const void* own_function = nullptr;
  std::string path;      // compared with symbolic links resolved
  std::string build_id;  // empty: not compared
};

// The answers, if malloc comes from the expected library, operator new does too (from it, or from
// libstdc++ that ends in malloc), and every loaded library is bound to these: peers' libraries were
// built elsewhere. Slots that no call has bound yet are seen under LD_BIND_NOW=1 only. Otherwise an
// error that names what was expected and what answers.
engine::Result<Answers> prove_allocator(const Expected& expected);

}  // namespace heapdyno
