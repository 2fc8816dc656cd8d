// A file mapped to be read, or to be written as well, which survives what happens to the file.
//
// A page beyond the end of a file that was cut short, or one that the disk cannot give, raises SIGBUS
// when it is touched. A handler, installed with the first mapping, puts a page of zeros in its place and
// marks the mapping as damaged; the read goes on and whoever reads asks is_damaged() afterwards (systemd's
// journal does so for its mapped files: src/basic/sigbus.c). A SIGBUS at any other address is what it was
// before: it goes to the handler that was there, or ends the process.
// Thread contract: any thread.
#pragma once

#include <cstddef>
#include <memory>

#include "engine/base/file_system.h"

namespace engine {

// The first `bytes` of the file; the descriptor may be closed afterwards. Null, and errno set, where the
// system refuses.
std::shared_ptr<const Mapping> map_file(int descriptor, size_t bytes);

// As map_file, to be written. REQUIRES: the file has that many bytes.
std::unique_ptr<SharedMapping> map_file_shared(int descriptor, size_t bytes);

}  // namespace engine
