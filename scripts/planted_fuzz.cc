// A parser with one bug, which HEAPDYNO_PLANTED chooses: scripts/fuzz expects each to be found from nothing, or else the
// fuzzers are not looking and their clean runs mean nothing.
#include <cstdlib>
#include <cstring>
#include <string>

#include "engine/base/fuzz_support.h"

namespace {

// Of a file that begins with "bug", the bytes behind it.
void parse(std::string_view file, std::string_view bug) {
  if (file.size() < 8 || file[0] != 'b' || file[1] != 'u' || file[2] != 'g') return;
  const auto length = engine::decode_fixed32(file.data() + 3);
  if (bug == "overflow") engine::fuzz::touch(std::string_view(file.data(), file.size() + 1));
  if (bug == "allocation") engine::fuzz::touch(std::string(length & 0xffffff, 'x'));
  if (bug == "hang") {
    for (size_t at = 0; at < file.size(); at += static_cast<unsigned char>(file[7]))
      engine::fuzz::touch(file);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const char* const bug = std::getenv("HEAPDYNO_PLANTED");
  const engine::fuzz::AllocationBound bound(size);
  parse(engine::fuzz::as_text(data, size), bug != nullptr ? bug : "");
  return 0;
}
