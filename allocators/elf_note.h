// The GNU build id among the notes of an ELF file or of a mapped library.
// Thread contract: plain functions.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace heapdyno {

// The build id in hex, out of the bytes of a PT_NOTE segment; empty where there is none. Never
// reads past the end, whatever the notes say.
std::string build_id_in_notes(std::string_view notes);

// The build id of a library file that need not be loaded; empty where it was linked without one. An
// error names the file: not there, or not a 64-bit ELF file.
engine::Result<std::string> build_id_of_file(const std::string& path);

}  // namespace heapdyno
