// What MemoryFileSystem hands out: files that are open in one way or another, and locks. Each is dead once the
// system went down after it was made.
// Thread contract: as their interfaces' (file_system.h); the system's lock guards what they share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/memory_file_system.h"

namespace engine {

class MemoryFileSystem::Writer final : public WritableFile {
 public:
  enum class Start : unsigned char { kEmpty, kOverOldBytes };

  Writer(MemoryFileSystem* system, std::shared_ptr<File> file, std::string path,
         uint64_t generation, Start start)
      : system_(system),
        file_(std::move(file)),
        path_(std::move(path)),
        generation_(generation),
        over_old_bytes_(start == Start::kOverOldBytes) {}

  Status append(std::string_view data) override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(usable());
    RETURN_IF_ERROR(system_->begin(Operation::kAppend, path_));
    buffer_.append(data);
    return buffer_.size() < kBufferBytes ? Status::ok() : flush_buffer();
  }

  Status flush() override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(usable());
    return flush_buffer();
  }

  Status sync() override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(usable());
    RETURN_IF_ERROR(finish());
    RETURN_IF_ERROR(system_->begin(Operation::kSync, path_));
    file_->sync();
    return Status::ok();
  }

  Status close() override {
    MutexLock lock(system_->mutex_);
    if (std::exchange(closed_, true)) return Status::ok();
    RETURN_IF_ERROR(system_->alive(generation_, path_));
    return finish();
  }

 private:
  static constexpr size_t kBufferBytes = 64 * 1024;

  Status usable() const REQUIRES(system_->mutex_) {
    if (closed_) return Status::io_error(path_ + ": the file is closed");
    return system_->alive(generation_, path_);
  }

  Status flush_buffer() REQUIRES(system_->mutex_) {
    if (buffer_.empty()) return Status::ok();
    RETURN_IF_ERROR(system_->begin(Operation::kFlush, path_));
    const std::string bytes = std::exchange(buffer_, {});
    if (!over_old_bytes_) return system_->write(*file_, bytes, path_);
    RETURN_IF_ERROR(system_->write_at(*file_, end_, bytes, path_));
    end_ += bytes.size();
    return Status::ok();
  }

  // The file is what was written, and no more.
  Status finish() REQUIRES(system_->mutex_) {
    RETURN_IF_ERROR(flush_buffer());
    if (!over_old_bytes_) return Status::ok();
    RETURN_IF_ERROR(system_->begin(Operation::kTruncate, path_));
    file_->resize(end_);
    over_old_bytes_ = false;
    return Status::ok();
  }

  MemoryFileSystem* const system_;
  const std::shared_ptr<File> file_;
  const std::string path_;
  const uint64_t generation_;
  std::string buffer_;
  bool over_old_bytes_;
  size_t end_ = 0;  // of what was written over them
  bool closed_ = false;
};

class MemoryFileSystem::Reader final : public RandomAccessFile {
 public:
  Reader(MemoryFileSystem* system, std::shared_ptr<File> file, std::string path,
         uint64_t generation)
      : system_(system), file_(std::move(file)), path_(std::move(path)), generation_(generation) {}

  Result<size_t> read(uint64_t offset, size_t n, char* buffer) const override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(system_->alive(generation_, path_));
    RETURN_IF_ERROR(system_->begin(Operation::kRead, path_));
    file_->catch_up();
    if (offset >= file_->bytes.size()) return size_t{0};
    return file_->bytes.copy(buffer, n, offset);
  }

  Result<std::shared_ptr<const Mapping>> map() const override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(system_->alive(generation_, path_));
    RETURN_IF_ERROR(system_->begin(Operation::kRead, path_));
    std::shared_ptr<const Mapping> mapping = std::make_shared<Copy>(file_->bytes);
    std::erase_if(file_->mappings, [](const auto& other) { return other.expired(); });
    file_->mappings.push_back(mapping);
    return mapping;
  }

  Result<uint64_t> size() const override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(system_->alive(generation_, path_));
    return uint64_t{file_->bytes.size()};
  }

 private:
  // A buffer of just the bytes: a sanitizer sees its end.
  class Copy final : public Mapping {
   public:
    explicit Copy(std::string_view bytes) : Copy(new char[bytes.size()], bytes) {}
    void expect_random() const override {}
    bool is_damaged() const override { return false; }

   private:
    Copy(char* room, std::string_view bytes)
        : Mapping(std::string_view(room, bytes.copy(room, bytes.size()))), bytes_(room) {}

    const std::unique_ptr<const char[]> bytes_;
  };

  MemoryFileSystem* const system_;
  const std::shared_ptr<File> file_;
  const std::string path_;
  const uint64_t generation_;
};

class MemoryFileSystem::ReaderWriter final : public ReadWriteFile {
 public:
  ReaderWriter(MemoryFileSystem* system, std::shared_ptr<File> file, std::string path,
               uint64_t generation)
      : system_(system),
        file_(file),
        path_(path),
        generation_(generation),
        reader_(system, std::move(file), std::move(path), generation) {}

  Result<size_t> read(uint64_t offset, size_t n, char* buffer) const override {
    return reader_.read(offset, n, buffer);
  }

  Status write(uint64_t offset, std::string_view data) override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(system_->alive(generation_, path_));
    RETURN_IF_ERROR(system_->begin(Operation::kWrite, path_));
    return system_->write_at(*file_, offset, data, path_);
  }

  Status sync() override {
    MutexLock lock(system_->mutex_);
    RETURN_IF_ERROR(system_->alive(generation_, path_));
    RETURN_IF_ERROR(system_->begin(Operation::kSync, path_));
    file_->sync();
    return Status::ok();
  }

  Result<uint64_t> size() const override { return reader_.size(); }

 private:
  MemoryFileSystem* const system_;
  const std::shared_ptr<File> file_;
  const std::string path_;
  const uint64_t generation_;
  const Reader reader_;
};

// Its bytes are taken over when somebody looks at the file, and at a crash.
class MemoryFileSystem::Shared final : public SharedMapping {
 public:
  Shared(MemoryFileSystem* system, std::shared_ptr<File> file, uint64_t generation,
         std::shared_ptr<std::string> pages)
      : SharedMapping(pages->data(), pages->size()),
        system_(system),
        file_(std::move(file)),
        generation_(generation),
        pages_(std::move(pages)) {}
  ~Shared() override {
    MutexLock lock(system_->mutex_);
    if (generation_ == system_->generation_) file_->catch_up();
  }

  bool is_damaged() const override { return false; }

 private:
  MemoryFileSystem* const system_;
  const std::shared_ptr<File> file_;
  const uint64_t generation_;
  const std::shared_ptr<std::string> pages_;
};

class MemoryFileSystem::Lock final : public FileLock {
 public:
  Lock(MemoryFileSystem* system, std::string path, uint64_t generation)
      : system_(system), path_(std::move(path)), generation_(generation) {}
  ~Lock() override {
    MutexLock lock(system_->mutex_);
    if (generation_ == system_->generation_) system_->locked_.erase(path_);
  }

 private:
  MemoryFileSystem* const system_;
  const std::string path_;
  const uint64_t generation_;
};

}  // namespace engine
