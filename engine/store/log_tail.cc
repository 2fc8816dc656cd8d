#include "engine/store/log_tail.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <utility>

#include "engine/base/coding.h"

namespace engine {
namespace {

constexpr uint64_t kMagic = 0x6c6961746e796468;  // "hdyntail"
constexpr size_t kNumberAt = 8;
constexpr size_t kPageBytes = 4096;

}  // namespace

class LogTail::ExtendedLog final : public WritableFile {
 public:
  ExtendedLog(LogTail& tail, std::unique_ptr<WritableFile> log)
      : tail_(tail), log_(std::move(log)) {}
  ~ExtendedLog() override { (void)close().is_ok(); }

  Status append(std::string_view data) override {
    if (is_done_) return Status::io_error("the log cannot be written any more");
    if (data.size() > kBytes - used_) RETURN_IF_ERROR(spill());
    if (data.size() > kBytes) {
      RETURN_IF_ERROR(done_with(log_->append(data)));
      begin_ += data.size();
      return Status::ok();
    }
    std::memcpy(tail_.bytes() + used_, data.data(), data.size());
    used_ += data.size();
    tail_.set_state(begin_, used_);
    return Status::ok();
  }

  Status flush() override {
    if (tail_.mapping_->is_damaged()) return done_with(damaged());
    return done_with(log_->flush());
  }
  Status sync() override {
    RETURN_IF_ERROR(spill());
    return done_with(log_->sync());
  }
  Status close() override {
    if (std::exchange(is_closed_, true)) return Status::ok();
    const Status status = spill();
    const Status closed = log_->close();
    is_done_ = true;
    return status.is_ok() ? closed : status;
  }

 private:
  static Status damaged() {
    return Status::io_error(
        "the log's tail was cut short, or is not readable, while it was mapped");
  }

  // After an error nothing more is written: the log may have some of what the tail has, and a reader finds
  // the rest there.
  Status done_with(Status status) {
    is_done_ |= !status.is_ok();
    return status;
  }

  // Touches every page that is used, so that one that is gone is known before its zeros are anybody's.
  bool is_whole() const {
    for (size_t i = 0; i < used_; i += kPageBytes)
      (void)*static_cast<const volatile char*>(tail_.bytes() + i);
    return !tail_.mapping_->is_damaged();
  }

  // Appends what the tail holds to the log.
  Status spill() {
    if (is_done_) return Status::io_error("the log cannot be written any more");
    if (used_ == 0) return Status::ok();
    if (!is_whole()) return done_with(damaged());
    RETURN_IF_ERROR(done_with(log_->append(std::string_view(tail_.bytes(), used_))));
    RETURN_IF_ERROR(done_with(log_->flush()));
    begin_ += std::exchange(used_, 0);
    tail_.set_state(begin_, 0);
    return Status::ok();
  }

  LogTail& tail_;
  const std::unique_ptr<WritableFile> log_;
  uint64_t begin_ = 0;
  size_t used_ = 0;
  bool is_done_ = false;  // closed, or an error was met
  bool is_closed_ = false;
};

Result<std::unique_ptr<LogTail>> LogTail::open(FileSystem& files, const std::string& path) {
  Result<std::unique_ptr<SharedMapping>> mapping = files.map_shared(path, kHeaderBytes + kBytes);
  if (!mapping.is_ok()) return std::move(mapping).status();
  return std::unique_ptr<LogTail>(new LogTail(*std::move(mapping)));
}

std::unique_ptr<WritableFile> LogTail::extend(std::unique_ptr<WritableFile> log, uint64_t number) {
  set_state(0, 0);  // before the number: what is there is of another log
  set_word(kNumberAt, number);
  set_word(0, kMagic);
  return std::make_unique<ExtendedLog>(*this, std::move(log));
}

void LogTail::set_state(uint64_t begin, size_t size) {
  set_word(kStateAt, begin << kSizeBits | size);
}

// In the order of the calls, wherever the process ends.
void LogTail::set_word(size_t at, uint64_t word) {
  auto* const place = reinterpret_cast<uint64_t*>(mapping_->data() + at);
  std::atomic_ref(*place).store(word, std::memory_order_release);
}

Result<std::optional<LeftTail>> read_log_tail(FileSystem& files, const std::string& path) {
  const Result<std::unique_ptr<RandomAccessFile>> file = files.open(path);
  if (file.status().is_not_found()) return std::optional<LeftTail>();
  if (!file.is_ok()) return file.status();
  std::string bytes(LogTail::kHeaderBytes + LogTail::kBytes, '\0');
  const Result<size_t> got = (*file)->read(0, bytes.size(), bytes.data());
  if (!got.is_ok()) return got.status();
  const uint64_t state = decode_fixed64(bytes.data() + LogTail::kStateAt);
  const size_t size = state & ((uint64_t{1} << LogTail::kSizeBits) - 1);
  if (decode_fixed64(bytes.data()) != kMagic || size == 0 || size > LogTail::kBytes)
    return std::optional<LeftTail>();
  return std::optional(LeftTail{decode_fixed64(bytes.data() + kNumberAt),
                                state >> LogTail::kSizeBits,
                                bytes.substr(LogTail::kHeaderBytes, size)});
}

Result<uint64_t> append_tail(FileSystem& files, const std::string& log, const LeftTail& tail) {
  const Result<std::unique_ptr<ReadWriteFile>> file = files.open_read_write(log);
  if (!file.is_ok()) return file.status();
  const Result<uint64_t> size = (*file)->size();
  if (!size.is_ok()) return size.status();
  const uint64_t end = tail.begin + tail.bytes.size();
  if (*size < tail.begin || *size > end) return UINT64_MAX;
  if (*size < end)
    RETURN_IF_ERROR((*file)->write(*size, std::string_view(tail.bytes).substr(*size - tail.begin)));
  return tail.begin;
}

}  // namespace engine
