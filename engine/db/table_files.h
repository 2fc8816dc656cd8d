// TableFiles: where the files of new tables come from and where those of old ones go.
//
// A file that nobody needs any more is kept for the next table, which is written over it: to find room for a
// table and to take it back costs the system more than to copy the table there. Costs: the room of the spare files.
// Thread contract: any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/mutex.h"
#include "engine/base/status.h"
#include "engine/db/file_names.h"

namespace engine {

// Whether somebody may still look at a file's bytes.
enum class FileUse : unsigned char { kNone, kSome };

class TableFiles {
 public:
  // Keeps up to that many spare files. What is passed by reference must outlive this.
  TableFiles(FileSystem& file_system, const FileNames& names, size_t spares)
      : file_system_(file_system), names_(names), most_spares_(spares) {}

  // For a table of about that many bytes. Errors: those of the file system.
  Result<std::unique_ptr<WritableFile>> create(uint64_t number, uint64_t expected_bytes);

  // Of a table that is in no version. One that cannot be removed is in nobody's way: the next open removes it.
  void retire(uint64_t number, uint64_t bytes, FileUse use);

  void remove_spares();

 private:
  struct Spare {
    uint64_t number;
    uint64_t bytes;
  };

  std::optional<Spare> take_spare(uint64_t expected_bytes);
  bool keep_spare(Spare spare);
  void remove(uint64_t number);

  FileSystem& file_system_;
  const FileNames& names_;
  const size_t most_spares_;
  Mutex mutex_;
  std::vector<Spare> spares_ GUARDED_BY(mutex_);
};

}  // namespace engine
