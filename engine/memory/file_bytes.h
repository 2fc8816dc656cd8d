// FileBytes: the bytes of a file that is read in slices and never changes, as a table is.
//
// ReadFile (mmap off) reads each slice into a buffer of its own. MappedFile (on) maps the file once and
// cuts slices from the mapping: nothing is copied or allocated, the memory is the file's, and what is not
// there shows late: is_damaged() says after a read whether it may be zeros.
// Thread contract: constant once open; any number of threads.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "engine/base/file_system.h"
#include "engine/base/prefetch.h"
#include "engine/base/status.h"

namespace engine {

// Bytes, and who keeps them.
struct FileSlice {
  std::shared_ptr<const void> owner;
  std::string_view view;
};

class ReadFile {
 public:
  static constexpr bool kMapped = false;

  // Errors: those of the file.
  static Result<ReadFile> open(std::unique_ptr<RandomAccessFile> file) {
    const Result<uint64_t> size = file->size();
    if (!size.is_ok()) return size.status();
    return ReadFile(std::move(file), *size);
  }

  uint64_t size() const { return size_; }

  // Up to n bytes; fewer only at the end of the file.
  Result<FileSlice> slice(uint64_t offset, size_t n) const {
    auto buffer = std::make_shared_for_overwrite<char[]>(n);
    const Result<size_t> got = file_->read(offset, n, buffer.get());
    if (!got.is_ok()) return got.status();
    const std::string_view view(buffer.get(), *got);
    return FileSlice{std::move(buffer), view};
  }

  // Into the caller's buffer, and how many there were: cheaper than to map what is looked at once.
  Result<size_t> read(uint64_t offset, size_t n, char* buffer) const {
    return file_->read(offset, n, buffer);
  }

  void prefetch(uint64_t, size_t) const {}
  bool is_damaged() const { return false; }
  size_t slices() const { return 0; }  // they are copies

 private:
  ReadFile(std::unique_ptr<RandomAccessFile> file, uint64_t size)
      : file_(std::move(file)), size_(size) {}

  std::unique_ptr<RandomAccessFile> file_;
  uint64_t size_;
};

class MappedFile {
 public:
  static constexpr bool kMapped = true;

  static Result<MappedFile> open(std::unique_ptr<RandomAccessFile> file) {
    Result<std::shared_ptr<const Mapping>> mapping = file->map();
    if (!mapping.is_ok()) return std::move(mapping).status();
    (*mapping)->expect_random();
    return MappedFile(std::move(file), *std::move(mapping));
  }

  uint64_t size() const { return mapping_->view().size(); }

  Result<FileSlice> slice(uint64_t offset, size_t n) const {
    return FileSlice{mapping_, part(offset, n)};
  }

  Result<size_t> read(uint64_t offset, size_t n, char* buffer) const {
    return file_->read(offset, n, buffer);
  }

  // The processor is asked for bytes that will be looked at soon; there need not be any.
  void prefetch(uint64_t offset, size_t n) const { engine::prefetch(part(offset, n)); }

  bool is_damaged() const { return mapping_->is_damaged(); }

  // Of the file's own bytes, in anybody's hands.
  size_t slices() const { return static_cast<size_t>(mapping_.use_count()) - 1; }

 private:
  MappedFile(std::unique_ptr<RandomAccessFile> file, std::shared_ptr<const Mapping> mapping)
      : file_(std::move(file)), mapping_(std::move(mapping)) {}

  std::string_view part(uint64_t offset, size_t n) const {
    return offset < size() ? mapping_->view().substr(offset, n) : std::string_view();
  }

  std::unique_ptr<RandomAccessFile> file_;
  std::shared_ptr<const Mapping> mapping_;
};

template <typename F>
concept FileOfBytes = std::movable<F> &&
    requires(const F& file, std::unique_ptr<RandomAccessFile> opened, uint64_t offset, size_t n,
             char* buffer) {
  { F::open(std::move(opened)) } -> std::same_as<Result<F>>;
  { file.size() } -> std::same_as<uint64_t>;
  { file.slice(offset, n) } -> std::same_as<Result<FileSlice>>;
  { file.read(offset, n, buffer) } -> std::same_as<Result<size_t>>;
  file.prefetch(offset, n);
  { F::kMapped } -> std::convertible_to<bool>;
  { file.is_damaged() } -> std::same_as<bool>;
  { file.slices() } -> std::same_as<size_t>;
};

}  // namespace engine
