#include "harness/builds/library_build.h"

#include "allocators/elf_note.h"
#include "engine/base/hash.h"
#include "harness/base/json_file.h"
#include "harness/base/words.h"

namespace heapdyno {

std::string build_of_library(const std::string& path) {
  const engine::Result<std::string> id = build_id_of_file(path);
  if (id.is_ok() && !id->empty()) return *id;
  return hexadecimal(engine::hash_bytes(text_of_file(path), 0));
}

}  // namespace heapdyno
