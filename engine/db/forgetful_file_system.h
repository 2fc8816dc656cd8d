// ForgetfulFileSystem: another file system, but for one kind of sync, which it says it did and did
// not. A test that cuts the power must find that out. For tests only.
// Thread contract: one thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/file_system.h"

namespace engine {

// Every sync of the engine is of one of these kinds. Of a folder: by what came into it last.
inline constexpr std::array<std::string_view, 14> kSyncKinds = {
    "log",
    "log at recovery",
    "table",
    "manifest",
    "CURRENT",
    "new page file",
    "pages",
    "meta page",
    "pages at recovery",
    "folder with log",
    "folder with table",
    "folder with manifest",
    "folder with CURRENT",
    "folder with new page file",
};

class ForgetfulFileSystem final : public FileSystem {
 public:
  // "": forgets nothing.
  ForgetfulFileSystem(FileSystem& files, std::string_view forgotten)
      : files_(files), forgotten_(forgotten) {}

  uint64_t times_forgotten() const { return times_; }

  Result<std::unique_ptr<WritableFile>> create(const std::string& path) override {
    const std::string_view kind = kind_of_new(path);
    newest_ = kind == "CURRENT" ? "manifest" : kind;  // which is there just before
    Result<std::unique_ptr<WritableFile>> file = files_.create(path);
    if (!file.is_ok()) return file;
    return std::unique_ptr<WritableFile>(new Writer(*this, *std::move(file), kind));
  }
  Result<std::unique_ptr<WritableFile>> reuse(const std::string& from,
                                              const std::string& to) override {
    newest_ = kind_of_new(to);
    Result<std::unique_ptr<WritableFile>> file = files_.reuse(from, to);
    if (!file.is_ok()) return file;
    return std::unique_ptr<WritableFile>(new Writer(*this, *std::move(file), newest_));
  }
  Result<std::unique_ptr<ReadWriteFile>> open_read_write(const std::string& path) override {
    Result<std::unique_ptr<ReadWriteFile>> file = files_.open_read_write(path);
    if (!file.is_ok()) return file;
    return std::unique_ptr<ReadWriteFile>(
        new ReaderWriter(*this, *std::move(file), path.ends_with(".pages")));
  }
  Status rename(const std::string& from, const std::string& to) override {
    newest_ = to.ends_with(".pages") ? "new page file" : "CURRENT";
    return files_.rename(from, to);
  }
  Status sync_directory(const std::string& path) override {
    const std::string kind = "folder with " + std::string(newest_);
    return forgets(kind) ? Status::ok() : files_.sync_directory(path);
  }

  Result<std::unique_ptr<RandomAccessFile>> open(const std::string& path) override {
    return files_.open(path);
  }
  Result<std::unique_ptr<SharedMapping>> map_shared(const std::string& path,
                                                    size_t bytes) override {
    return files_.map_shared(path, bytes);
  }
  Result<std::vector<std::string>> list(const std::string& directory) override {
    return files_.list(directory);
  }
  Status remove(const std::string& path) override { return files_.remove(path); }
  Status truncate(const std::string& path, uint64_t size) override {
    return files_.truncate(path, size);
  }
  Status create_directory(const std::string& path) override {
    return files_.create_directory(path);
  }
  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    return files_.lock(path);
  }

 private:
  class Writer final : public WritableFile {
   public:
    Writer(ForgetfulFileSystem& system, std::unique_ptr<WritableFile> file, std::string_view kind)
        : system_(system), file_(std::move(file)), kind_(kind) {}
    Status append(std::string_view data) override { return file_->append(data); }
    Status flush() override { return file_->flush(); }
    Status sync() override { return system_.forgets(kind_) ? file_->flush() : file_->sync(); }
    Status close() override { return file_->close(); }

   private:
    ForgetfulFileSystem& system_;
    std::unique_ptr<WritableFile> file_;
    std::string_view kind_;
  };

  class ReaderWriter final : public ReadWriteFile {
   public:
    ReaderWriter(ForgetfulFileSystem& system, std::unique_ptr<ReadWriteFile> file, bool is_pages)
        : system_(system), file_(std::move(file)), is_pages_(is_pages) {}
    Result<size_t> read(uint64_t offset, size_t n, char* buffer) const override {
      return file_->read(offset, n, buffer);
    }
    Status write(uint64_t offset, std::string_view data) override {
      is_written_ = true;
      return file_->write(offset, data);
    }
    Status sync() override { return system_.forgets(kind()) ? Status::ok() : file_->sync(); }
    Result<uint64_t> size() const override { return file_->size(); }

   private:
    // A recovery syncs what it finds; a checkpoint syncs its pages, then its meta page.
    std::string_view kind() {
      if (!is_written_) return is_pages_ ? "pages at recovery" : "log at recovery";
      pages_are_next_ = !pages_are_next_;
      return pages_are_next_ ? "meta page" : "pages";
    }

    ForgetfulFileSystem& system_;
    std::unique_ptr<ReadWriteFile> file_;
    const bool is_pages_;
    bool is_written_ = false;
    bool pages_are_next_ = true;
  };

  static std::string_view kind_of_new(std::string_view path) {
    if (path.ends_with(".log")) return "log";
    if (path.ends_with(".sst")) return "table";
    if (path.ends_with(".tmp")) return "CURRENT";
    return path.ends_with(".pages.new") ? "new page file" : "manifest";
  }
  bool forgets(std::string_view kind) {
    if (kind != forgotten_) return false;
    ++times_;
    return true;
  }

  FileSystem& files_;
  const std::string forgotten_;
  std::string_view newest_ = "log";  // kind of what came into the folder last
  uint64_t times_ = 0;
};

}  // namespace engine
