// The machine's file system, by plain system calls. Errors carry the path and strerror's words ("No
// space left on device" stays readable to whoever stops on a full disk).
#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "engine/base/file_system.h"
#include "engine/base/posix_mapping.h"

namespace engine {
namespace {

Status error(const char* what, const std::string& path, int number) {
  if (number == ENOENT) return Status::not_found();
  return Status::io_error(path + ": " + what + ": " + std::generic_category().message(number));
}

// An owned file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

Descriptor open_descriptor(const std::string& path, int flags) {
  int fd;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, 0644);
  } while (fd < 0 && errno == EINTR);
  return Descriptor(fd);
}

Status write_all(int fd, std::string_view data, const std::string& path) {
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return error("write", path, errno);
    data.remove_prefix(static_cast<size_t>(n));
  }
  return Status::ok();
}

// Begun over the bytes of a file that is used again, or of a new one.
enum class OldBytes : unsigned char { kNone, kToCutOff };

// The buffer is part of the object: one allocation for a file, and none as it is written.
class PosixWritableFile final : public WritableFile {
 public:
  PosixWritableFile(Descriptor descriptor, std::string path, OldBytes old_bytes)
      : descriptor_(std::move(descriptor)), path_(std::move(path)), old_bytes_(old_bytes) {}
  ~PosixWritableFile() override = default;

  Status append(std::string_view data) override {
    const size_t fits = std::min(data.size(), sizeof buffer_ - used_);
    std::memcpy(buffer_ + used_, data.data(), fits);
    used_ += fits;
    data.remove_prefix(fits);
    if (data.empty()) return Status::ok();
    RETURN_IF_ERROR(flush());
    if (data.size() >= sizeof buffer_) return write_all(descriptor_.get(), data, path_);
    std::memcpy(buffer_, data.data(), data.size());
    used_ = data.size();
    return Status::ok();
  }

  Status flush() override {
    if (used_ == 0) return Status::ok();
    if (!descriptor_.is_open()) return Status::io_error(path_ + ": write: the file is closed");
    return write_all(descriptor_.get(), std::string_view(buffer_, std::exchange(used_, 0)), path_);
  }

  Status sync() override {
    RETURN_IF_ERROR(finish());
    if (::fdatasync(descriptor_.get()) != 0) return error("fdatasync", path_, errno);
    return Status::ok();
  }

  Status close() override {
    if (!descriptor_.is_open()) return Status::ok();
    Status status = finish();
    if (descriptor_.close() != 0 && status.is_ok()) status = error("close", path_, errno);
    return status;
  }

 private:
  // The file is what was written, and no more.
  Status finish() {
    RETURN_IF_ERROR(flush());
    if (old_bytes_ == OldBytes::kNone) return Status::ok();
    const off_t end = ::lseek(descriptor_.get(), 0, SEEK_CUR);
    if (end < 0 || ::ftruncate(descriptor_.get(), end) != 0) return error("truncate", path_, errno);
    old_bytes_ = OldBytes::kNone;
    return Status::ok();
  }

  Descriptor descriptor_;
  const std::string path_;
  OldBytes old_bytes_;
  size_t used_ = 0;  // bytes of buffer_ that the system does not have yet
  char buffer_[64 * 1024];
};

Result<size_t> read_at(int fd, uint64_t offset, size_t n, char* buffer, const std::string& path) {
  size_t done = 0;
  while (done < n) {
    const ssize_t got = ::pread(fd, buffer + done, n - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error("read", path, errno);
    if (got == 0) break;
    done += static_cast<size_t>(got);
  }
  return done;
}

Result<uint64_t> size_of(int fd, const std::string& path) {
  struct stat info;
  if (::fstat(fd, &info) != 0) return error("stat", path, errno);
  return static_cast<uint64_t>(info.st_size);
}

class PosixRandomAccessFile final : public RandomAccessFile {
 public:
  PosixRandomAccessFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Result<size_t> read(uint64_t offset, size_t n, char* buffer) const override {
    return read_at(descriptor_.get(), offset, n, buffer, path_);
  }
  Result<std::shared_ptr<const Mapping>> map() const override {
    const Result<uint64_t> bytes = size();
    if (!bytes.is_ok()) return bytes.status();
    std::shared_ptr<const Mapping> mapping = map_file(descriptor_.get(), *bytes);
    if (mapping == nullptr) return error("map", path_, errno);
    return mapping;
  }
  Result<uint64_t> size() const override { return size_of(descriptor_.get(), path_); }

 private:
  const Descriptor descriptor_;
  const std::string path_;
};

class PosixReadWriteFile final : public ReadWriteFile {
 public:
  PosixReadWriteFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Result<size_t> read(uint64_t offset, size_t n, char* buffer) const override {
    return read_at(descriptor_.get(), offset, n, buffer, path_);
  }

  Status write(uint64_t offset, std::string_view data) override {
    while (!data.empty()) {
      const ssize_t n =
          ::pwrite(descriptor_.get(), data.data(), data.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return error("write", path_, errno);
      data.remove_prefix(static_cast<size_t>(n));
      offset += static_cast<uint64_t>(n);
    }
    return Status::ok();
  }

  Status sync() override {
    if (::fdatasync(descriptor_.get()) != 0) return error("fdatasync", path_, errno);
    return Status::ok();
  }

  Result<uint64_t> size() const override { return size_of(descriptor_.get(), path_); }

 private:
  const Descriptor descriptor_;
  const std::string path_;
};

// flock belongs to the open file, so a second open in the same process is refused as well.
class PosixFileLock final : public FileLock {
 public:
  explicit PosixFileLock(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}

 private:
  const Descriptor descriptor_;
};

class PosixFileSystem final : public FileSystem {
 public:
  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    Descriptor descriptor = open_descriptor(path, O_WRONLY | O_CREAT | O_TRUNC);
    if (!descriptor.is_open()) return error("create", path, errno);
    return std::unique_ptr<WritableFile>(
        new PosixWritableFile(std::move(descriptor), path, OldBytes::kNone));
  }

  Result<std::unique_ptr<WritableFile>> reuse(const std::string& from,
                                              const std::string& to) override {
    Descriptor descriptor = open_descriptor(from, O_WRONLY);
    if (!descriptor.is_open()) return error("open", from, errno);
    RETURN_IF_ERROR(rename(from, to));  // nobody can link to the old name from now on
    struct stat info;
    if (::fstat(descriptor.get(), &info) != 0) return error("stat", to, errno);
    if (info.st_nlink != 1) {
      RETURN_IF_ERROR(remove(to));
      return Status::io_error(from + ": reuse: it has another name");
    }
    return std::unique_ptr<WritableFile>(
        new PosixWritableFile(std::move(descriptor), to, OldBytes::kToCutOff));
  }

  Result<std::unique_ptr<RandomAccessFile>> open(const std::string& path) override {
    Descriptor descriptor = open_descriptor(path, O_RDONLY);
    if (!descriptor.is_open()) return error("open", path, errno);
    return std::unique_ptr<RandomAccessFile>(
        new PosixRandomAccessFile(std::move(descriptor), path));
  }

  Result<std::unique_ptr<ReadWriteFile>> open_read_write(const std::string& path) override {
    Descriptor descriptor = open_descriptor(path, O_RDWR | O_CREAT);
    if (!descriptor.is_open()) return error("open", path, errno);
    return std::unique_ptr<ReadWriteFile>(new PosixReadWriteFile(std::move(descriptor), path));
  }

  Result<std::unique_ptr<SharedMapping>> map_shared(const std::string& path,
                                                    size_t bytes) override {
    const Descriptor descriptor = open_descriptor(path, O_RDWR | O_CREAT);
    if (!descriptor.is_open()) return error("open", path, errno);
    int refused;
    do {
      refused = ::posix_fallocate(descriptor.get(), 0, static_cast<off_t>(bytes));
    } while (refused == EINTR);
    if (refused != 0) return error("fallocate", path, refused);
    if (::ftruncate(descriptor.get(), static_cast<off_t>(bytes)) != 0)
      return error("truncate", path, errno);
    std::unique_ptr<SharedMapping> mapping = map_file_shared(descriptor.get(), bytes);
    if (mapping == nullptr) return error("map", path, errno);
    return mapping;
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    DIR* stream = ::opendir(directory.c_str());
    if (stream == nullptr) return error("list", directory, errno);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    ::closedir(stream);
    return names;
  }

  Status remove(const std::string& path) override {
    return ::unlink(path.c_str()) == 0 ? Status::ok() : error("remove", path, errno);
  }

  Status rename(const std::string& from, const std::string& to) override {
    return std::rename(from.c_str(), to.c_str()) == 0 ? Status::ok() : error("rename", from, errno);
  }

  Status truncate(const std::string& path, uint64_t size) override {
    const Descriptor descriptor = open_descriptor(path, O_WRONLY);
    if (!descriptor.is_open()) return error("open", path, errno);
    if (::ftruncate(descriptor.get(), static_cast<off_t>(size)) != 0 ||
        ::fsync(descriptor.get()) != 0) {
      return error("truncate", path, errno);
    }
    return Status::ok();
  }

  Status create_directory(const std::string& path) override {
    const int result = ::mkdir(path.c_str(), 0755);
    return result == 0 || errno == EEXIST ? Status::ok() : error("create directory", path, errno);
  }

  Status sync_directory(const std::string& path) override {
    const Descriptor descriptor = open_descriptor(path, O_RDONLY | O_DIRECTORY);
    if (!descriptor.is_open()) return error("open", path, errno);
    return ::fsync(descriptor.get()) == 0 ? Status::ok() : error("fsync", path, errno);
  }

  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    Descriptor descriptor = open_descriptor(path, O_RDWR | O_CREAT);
    if (!descriptor.is_open()) return error("lock", path, errno);
    if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK)
        return Status::io_error(path + ": lock: already held, here or by another process");
      return error("lock", path, errno);
    }
    return std::unique_ptr<FileLock>(new PosixFileLock(std::move(descriptor)));
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem system;
  return system;
}

}  // namespace engine
