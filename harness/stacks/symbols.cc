#include "harness/stacks/symbols.h"

#include <cstdlib>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

constexpr char kUnknown[] = "??";

// "build/engine/db/write.cc:12 (discriminator 3)" -> "build/engine/db/write.cc"
std::string file_of(const std::string& place) {
  const std::string file = place.substr(0, place.rfind(':'));
  return file == kUnknown ? "" : file;
}

}  // namespace

Symbols parse_symbols(std::istream& text, const std::string& origin) {
  Symbols symbols;
  std::vector<Symbol>* of_address = nullptr;
  std::string place;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with("0x")) {
      of_address = &symbols[std::strtoull(line.c_str(), nullptr, 16)];
    } else if (of_address == nullptr || !std::getline(text, place)) {
      throw Error(origin + ": not what addr2line prints: '" + line + "'");
    } else {
      of_address->push_back({line == kUnknown ? "" : line, file_of(place)});
    }
  }
  return symbols;
}

}  // namespace heapdyno
