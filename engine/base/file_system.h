// The seam to the world: all data on disk goes through a FileSystem, so that tests can put a store
// in memory and make syncs, renames, space and power fail. Two implementations: posix_file_system()
// and MemoryFileSystem (memory_file_system.h).
//
// Thread contract: a FileSystem, a RandomAccessFile and a Mapping may be used by any number of threads at
// once; a WritableFile and a SharedMapping by one; a ReadWriteFile by one that writes beside any number that read.
// Errors: kNotFound when the file is not there; else kIoError that names the path and the system's
// words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace engine {

// An append-only file. What is appended may stay in the file's own buffer until flush().
class WritableFile {
 public:
  virtual ~WritableFile() = default;  // closes; what was not flushed may be lost
  virtual Status append(std::string_view data) = 0;
  virtual Status flush() = 0;  // to the system: survives the process, not the machine
  virtual Status sync() = 0;   // flush, then wait until it survives the machine
  virtual Status close() = 0;  // flush, then close; a second call does nothing
};

// The bytes of a file in memory, for as long as the object lives, whatever becomes of the file's name.
class Mapping {
 public:
  virtual ~Mapping() = default;
  std::string_view view() const { return view_; }
  // It will be read here and there: a hint.
  virtual void expect_random() const = 0;
  // Whether a page was found to be gone, because the file was cut short or its disk failed. Its bytes
  // read as zeros: whoever read anything asks afterwards.
  virtual bool is_damaged() const = 0;

 protected:
  explicit Mapping(std::string_view view) : view_(view) {}

 private:
  const std::string_view view_;
};

// A file of a fixed size in memory, to be read and written: what is written survives the process at once. When
// the machine stops, each page may be as it was at any time since it was mapped.
class SharedMapping {
 public:
  virtual ~SharedMapping() = default;
  char* data() const { return data_; }
  size_t size() const { return size_; }
  virtual bool is_damaged() const = 0;  // as Mapping's; what was written there may be lost

 protected:
  SharedMapping(char* data, size_t size) : data_(data), size_(size) {}

 private:
  char* const data_;
  const size_t size_;
};

class RandomAccessFile {
 public:
  virtual ~RandomAccessFile() = default;
  // Reads up to n bytes at offset into buffer and returns how many there were; fewer than n only at
  // the end of the file.
  virtual Result<size_t> read(uint64_t offset, size_t n, char* buffer) const = 0;
  // All of the file as it is now. REQUIRES: it is not written any more.
  virtual Result<std::shared_ptr<const Mapping>> map() const = 0;
  virtual Result<uint64_t> size() const = 0;
};

// A file that is written anywhere. A write goes to the system at once; what was not synced may, after
// the machine went down, be there, not be there, or be there in part, each write for itself.
class ReadWriteFile {
 public:
  virtual ~ReadWriteFile() = default;  // closes; what was not synced may be lost
  // As RandomAccessFile's. A read beside a write of the same bytes gives some of each.
  virtual Result<size_t> read(uint64_t offset, size_t n, char* buffer) const = 0;
  // Grows the file where it must; bytes that were skipped are zero. After an error some of the data
  // may be written.
  virtual Status write(uint64_t offset, std::string_view data) = 0;
  virtual Status sync() = 0;  // waits until what was written survives the machine
  virtual Result<uint64_t> size() const = 0;
};

// Held until destroyed; a second holder, in this process or another, is refused with kIoError.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  // Truncates what was there.
  virtual Result<std::unique_ptr<WritableFile>> create(const std::string& path) = 0;
  // As rename and create, but the file is written over in place, which spares the system to take its
  // space back and give out new. What it held stands behind what was written until a sync or the close
  // cuts it off; after a crash any of it may still be there. Whoever has the file open or mapped sees the
  // change. Where it has another name it stays as it is under that one, and this is an error: neither name
  // here is left.
  virtual Result<std::unique_ptr<WritableFile>> reuse(const std::string& from,
                                                      const std::string& to) = 0;
  virtual Result<std::unique_ptr<RandomAccessFile>> open(const std::string& path) = 0;
  // Creates it, empty, where it is not there.
  virtual Result<std::unique_ptr<ReadWriteFile>> open_read_write(const std::string& path) = 0;
  // Creates it, all zeros, where it is not there, and makes it this large; the space is taken at once.
  virtual Result<std::unique_ptr<SharedMapping>> map_shared(const std::string& path,
                                                            size_t bytes) = 0;
  // Names, in no order.
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
  virtual Status remove(const std::string& path) = 0;
  // Replaces what was there, atomically.
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Status truncate(const std::string& path, uint64_t size) = 0;  // durable on return
  virtual Status create_directory(const std::string& path) = 0;         // fine when it exists
  // Makes creations, removals and renames in it durable.
  virtual Status sync_directory(const std::string& path) = 0;
  virtual Result<std::unique_ptr<FileLock>> lock(const std::string& path) = 0;
};

// The machine's own file system. Lives as long as the process.
FileSystem& posix_file_system();

}  // namespace engine
