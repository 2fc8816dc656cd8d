// The libraries that this process has loaded: what an address belongs to, and through which slots
// the libraries call the allocator.
// Thread contract: plain functions, any thread; not while another thread loads or unloads
// libraries.
#pragma once

#include <string>
#include <vector>

namespace heapdyno {

// A mapped library or the executable: the file as the kernel names it (symbolic links resolved, and
// the true path also of what was preloaded as /proc/self/fd/N), and its GNU build id in hex, empty
// where it was linked without one.
struct Library {
  std::string path;
  std::string build_id;
  bool operator==(const Library&) const = default;
};

// The library that an address of this process lies in; both fields empty where it is in none.
Library library_of(const void* address);

// One place through which a library calls the allocator: a slot of its global offset table.
struct Binding {
  Library caller;
  std::string function;  // malloc, free, ..., or the mangled name of an operator new or delete
  Library answers;
};

// Every bound slot of every loaded library that names a function of the malloc family or an
// operator new or delete. Lazy slots that were never called are missing: run with LD_BIND_NOW=1 to
// see all.
std::vector<Binding> allocator_bindings();

}  // namespace heapdyno
