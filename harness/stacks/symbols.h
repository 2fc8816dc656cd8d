// Names for addresses in an executable or a library, as addr2line (binutils) finds them in the
// debug information, those of inlined functions too. Pure; any thread.
#pragma once

#include <cstdint>
#include <istream>
#include <map>
#include <string>
#include <vector>

namespace heapdyno {

struct Symbol {
  std::string function;  // demangled; empty: unknown
  std::string file;      // empty: unknown
  bool operator==(const Symbol&) const = default;
};

// By address within the file, innermost first.
using Symbols = std::map<uint64_t, std::vector<Symbol>>;

// What `addr2line -a -f -i -C` prints:
//   0xADDRESS
//   FUNCTION        and for each function into which it was inlined:
//   FILE:LINE       FUNCTION and FILE:LINE again
// Throws Error that names `origin` and what is wrong with the text.
Symbols parse_symbols(std::istream& text, const std::string& origin);

}  // namespace heapdyno
