// ReadAhead: slices of a file that is read from front to back, cut from pieces that are much larger than they, so that
// the system is asked seldom, and once for each piece.
// Thread contract: one thread at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "engine/base/status.h"
#include "engine/memory/vocabulary.h"

namespace engine {

class ReadAhead {
 public:
  // As FileBytes::slice(). A slice lives as long as its owner.
  Result<FileSlice> slice(const FileBytes& file, uint64_t offset, size_t n) {
    if (offset < begin_ || offset - begin_ > size_ || n > size_ - (offset - begin_))
      RETURN_IF_ERROR(read(file, offset, n));
    const auto at = static_cast<size_t>(offset - begin_);
    return FileSlice{buffer_, std::string_view(buffer_.get() + at, std::min(n, size_ - at))};
  }

 private:
  static constexpr size_t kPieceBytes = 64 * 1024;

  Status read(const FileBytes& file, uint64_t offset, size_t n) {
    const uint64_t left = file.size() - std::min(offset, file.size());
    const size_t wanted = std::max(n, static_cast<size_t>(std::min<uint64_t>(left, kPieceBytes)));
    // Over the piece before, where nobody has a slice of it.
    if (buffer_ == nullptr || buffer_.use_count() > 1 || wanted > room_) {
      buffer_ = std::make_shared_for_overwrite<char[]>(wanted);
      room_ = wanted;
    }
    begin_ = offset;
    size_ = 0;
    const Result<size_t> got = file.read(offset, wanted, buffer_.get());
    if (!got.is_ok()) return got.status();
    size_ = *got;
    return Status::ok();
  }

  std::shared_ptr<char[]> buffer_;
  size_t room_ = 0;
  uint64_t begin_ = 0;  // of what is in the buffer
  size_t size_ = 0;
};

}  // namespace engine
