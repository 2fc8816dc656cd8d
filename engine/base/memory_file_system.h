// MemoryFileSystem: a file system in memory that fails on request and forgets what was not made
// durable.
//
// It keeps two states: what the system has, and what is durable. Bytes go from a file's own buffer
// to the system by flush (those of a ReadWriteFile at once), and become durable by sync; creations, removals and renames become
// durable by sync_directory of their folder, in the order in which they were made. Folders
// themselves and truncate are durable at once. crash(kind) is what a reader finds after the machine
// went down; every handle and lock from before it is dead. A file that somebody has mapped to be read must
// not be used again: that ends the process. Faults: the nth operation of a kind
// fails, the space ends, or the power goes after a number of changes.
// Thread contract: any number of threads; a WritableFile belongs to one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/memory_file.h"
#include "engine/base/mutex.h"
#include "engine/base/random.h"

namespace engine {

class MemoryFileSystem final : public FileSystem {
 public:
  enum class Operation {
    kCreate,
    kOpen,
    kAppend,  // into the file's buffer
    kFlush,   // of a buffer that is not empty, to the system; also when append or close does it
    kWrite,   // of a ReadWriteFile
    kSync,
    kRead,
    kList,
    kRemove,
    kRename,
    kTruncate,
    kCreateDirectory,
    kSyncDirectory,
    kLock,
  };
  static constexpr size_t kOperations = 14;

  // What becomes of changes that were not made durable.
  enum class Unsynced {
    kLost,
    kKept,  // only the process died: what reached the system stays, and the next crash may lose it
    // Of the changes to folders a prefix stays; of each file's bytes a prefix stays, and its last
    // sector may be garbage. Each write of a ReadWriteFile stays, is lost, or stays up to some byte.
    kTorn,
    // As kTorn, but each change to a folder stays or is lost for itself, as POSIX allows.
    kScattered,
  };

  static constexpr uint64_t kForever = UINT64_MAX;

  MemoryFileSystem();
  ~MemoryFileSystem() override;

  // The nth operation of this kind from now (1: the next) fails, and the `times` - 1 after it.
  void fail(Operation operation, uint64_t nth, uint64_t times = 1);
  // All operations that change something fail after n more of them, until the crash.
  void cut_power_after(uint64_t changes);
  // Files may hold this many bytes together; a write beyond it takes what fits and fails with
  // ENOSPC's words.
  void limit_space(uint64_t bytes);
  // No planned fault or limit is left. Does not give the power back: crash() does.
  void forget_faults();

  // Goes down and comes up. `seed` draws what kTorn and kScattered leave.
  void crash(Unsynced unsynced, uint64_t seed = 0);
  // Becomes what the other one is now, durable and not; its handles, locks and faults stay there.
  void copy_from(const MemoryFileSystem& other);

  // How often the operation was asked for, with those that failed.
  uint64_t count(Operation operation) const;
  // How many operations changed something.
  uint64_t changes() const;

  // The bytes that the system has of a file, and a way to damage them; durable at once, no fault
  // applies.
  Result<std::string> contents(const std::string& path) const;
  Status replace_contents(const std::string& path, std::string bytes);

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override;
  Result<std::unique_ptr<WritableFile>> reuse(const std::string& from,
                                              const std::string& to) override;
  Result<std::unique_ptr<RandomAccessFile>> open(const std::string& path) override;
  Result<std::unique_ptr<ReadWriteFile>> open_read_write(const std::string& path) override;
  Result<std::unique_ptr<SharedMapping>> map_shared(const std::string& path, size_t bytes) override;
  Result<std::vector<std::string>> list(const std::string& directory) override;
  Status remove(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status truncate(const std::string& path, uint64_t size) override;
  Status create_directory(const std::string& path) override;
  Status sync_directory(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override;

 private:
  class Writer;
  class Reader;
  class ReaderWriter;
  class Shared;
  class Lock;
  struct Change;
  using File = MemoryFile;
  using Files = std::map<std::string, std::shared_ptr<File>>;

  // The next `times` operations after `skip` fail.
  struct Fault {
    uint64_t skip = 0;
    uint64_t times = 0;
  };

  // The file of this name, made where it is not there.
  Result<std::shared_ptr<File>> open_or_create(const std::string& path) REQUIRES(mutex_);
  // Called at the start of each operation: counts it, and says whether it is to fail.
  Status begin(Operation operation, const std::string& path) REQUIRES(mutex_);
  Status alive(uint64_t generation, const std::string& path) const REQUIRES(mutex_);
  Status write(File& file, std::string_view bytes, const std::string& path) REQUIRES(mutex_);
  Result<std::shared_ptr<File>> move(const std::string& from, const std::string& to)
      REQUIRES(mutex_);
  Status write_at(File& file, uint64_t offset, std::string_view bytes, const std::string& path)
      REQUIRES(mutex_);
  uint64_t free_space() const REQUIRES(mutex_);
  File* find(const std::string& path) const REQUIRES(mutex_);
  void record(Change change) REQUIRES(mutex_);
  void lose_changes(Unsynced unsynced, Random& random) REQUIRES(mutex_);
  static void apply(const Change& change, Files& files);

  mutable Mutex mutex_;
  Files files_ GUARDED_BY(mutex_);
  Files durable_files_ GUARDED_BY(mutex_);
  std::vector<Change> unsynced_ GUARDED_BY(mutex_);  // what leads from durable_files_ to files_
  std::set<std::string> directories_ GUARDED_BY(mutex_);
  std::set<std::string> locked_ GUARDED_BY(mutex_);
  uint64_t generation_ GUARDED_BY(mutex_) = 0;  // how many crashes there were

  std::array<Fault, kOperations> faults_ GUARDED_BY(mutex_);
  std::array<uint64_t, kOperations> counts_ GUARDED_BY(mutex_) = {};
  uint64_t changes_ GUARDED_BY(mutex_) = 0;
  uint64_t changes_before_power_cut_ GUARDED_BY(mutex_) = kForever;
  uint64_t space_ GUARDED_BY(mutex_) = kForever;
};

}  // namespace engine
