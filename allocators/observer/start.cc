// Stands before the C library's __libc_start_main, which the program's first instructions call when all of
// its libraries are loaded: what was counted so far is theirs and not the program's (counters_file.h, 8).
// Its parameters are those of the Linux Standard Base, whose `init` and `fini` programs of newer C
// libraries leave null.

#include <dlfcn.h>

#include "heapdyno/observer.h"

using Main = int (*)(int, char**, char**);
using Function = void (*)();

#pragma GCC visibility push(default)
extern "C" int __libc_start_main(Main main, int count, char** arguments, Function init,
                                 Function fini, Function loader_fini, void* stack_end) {
  heapdyno_observer_phase(nullptr);
  const auto start =
      reinterpret_cast<decltype(&__libc_start_main)>(dlsym(RTLD_NEXT, "__libc_start_main"));
  return start(main, count, arguments, init, fini, loader_fini, stack_end);
}
#pragma GCC visibility pop
