// Proves its allocator as a driver does and prints who answers; exit 1 with the reason where the
// proof fails.
//
//   prove                           the allocator of the adapter
//   prove NAME LIBRARY [BUILD_ID]   a library that was preloaded
//   prove --with LIBRARY            the adapter's, after loading a library bound to its own dependencies

#include <dlfcn.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "allocators/adapter.h"
#include "allocators/observer_client.h"
#include "allocators/proof.h"

int main(int count, char** arguments) {
  heapdyno::Expected expected{heapdyno::allocator::name(), heapdyno::allocator::own_function(), "",
                              ""};
  if (count > 2 && std::strcmp(arguments[1], "--with") == 0) {
    if (dlopen(arguments[2], RTLD_NOW | RTLD_DEEPBIND) == nullptr) return 2;
  } else if (count > 2) {
    expected = {arguments[1], nullptr, arguments[2], count > 3 ? arguments[3] : ""};
  }
  const auto answers = heapdyno::prove_allocator(expected);
  if (!answers.is_ok()) {
    std::fprintf(stderr, "%s\n", answers.status().to_string().c_str());
    return 1;
  }
  std::printf("%s %s\nmalloc %s %s\nnew %s\n%s\n", expected.name.c_str(),
              heapdyno::allocator::version().c_str(), answers->malloc_library.path.c_str(),
              answers->malloc_library.build_id.c_str(), answers->new_library.path.c_str(),
              answers->observed ? "observed" : "plain");
  return 0;
}
