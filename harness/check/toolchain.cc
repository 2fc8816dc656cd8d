#include "harness/check/toolchain.h"

#include <sys/utsname.h>

#include <algorithm>

#include "engine/base/hash.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

std::string architecture() {
  utsname system{};
  uname(&system);
  return system.machine;
}

// "gcc 12.2.0" -> "gcc-12"
std::string with_major(const std::string& compiler) {
  std::string text = compiler.substr(0, compiler.find('.'));
  std::replace(text.begin(), text.end(), ' ', '-');
  return text;
}

}  // namespace

std::string Toolchain::key() const {
  if (compiler.empty()) return architecture;
  return with_major(compiler) + "-libstdcxx-" + libstdcxx + "-" + architecture + "-" +
         hexadecimal(engine::hash_bytes(flags, 0)).substr(0, 8);
}

Toolchain toolchain_of(const Dyno& dyno) {
  return {dyno.compiler, dyno.libstdcxx_major, architecture(), dyno.flags};
}

Toolchain toolchain_of_programs() { return {"", "", architecture(), ""}; }

}  // namespace heapdyno
