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
constexpr size_t kStateAt = 16;
constexpr int kSizeBits = 20;

}  // namespace

class LogTail::ExtendedLog final : public WritableFile {
 public:
  ExtendedLog(LogTail& tail, std::unique_ptr<WritableFile> log)
      : tail_(tail), log_(std::move(log)) {}
  ~ExtendedLog() override { (void)close().is_ok(); }

  Status append(std::string_view data) override {
    if (data.size() > kBytes - used_) RETURN_IF_ERROR(spill());
    if (data.size() > kBytes) {
      begin_ += data.size();
      return log_->append(data);
    }
    std::memcpy(tail_.bytes() + used_, data.data(), data.size());
    used_ += data.size();
    tail_.set_state(begin_, used_);
    return Status::ok();
  }

  Status flush() override {
    if (tail_.mapping_->is_damaged())
      return Status::io_error("the log's tail was cut short while it was mapped");
    return log_->flush();
  }
  Status sync() override {
    RETURN_IF_ERROR(spill());
    return log_->sync();
  }
  Status close() override {
    if (std::exchange(closed_, true)) return Status::ok();
    const Status status = spill();
    const Status closed = log_->close();
    return status.is_ok() ? closed : status;
  }

 private:
  // Appends what the tail holds to the log.
  Status spill() {
    if (used_ == 0) return Status::ok();
    // Where it failed once the log may have some of it: a reader finds the rest in the tail.
    if (std::exchange(spilling_, true))
      return Status::io_error("the log could not be written before");
    RETURN_IF_ERROR(log_->append(std::string_view(tail_.bytes(), used_)));
    RETURN_IF_ERROR(flush());
    spilling_ = false;
    begin_ += std::exchange(used_, 0);
    tail_.set_state(begin_, 0);
    return Status::ok();
  }

  LogTail& tail_;
  const std::unique_ptr<WritableFile> log_;
  uint64_t begin_ = 0;
  size_t used_ = 0;
  bool spilling_ = false;  // or it failed
  bool closed_ = false;
};

Result<std::unique_ptr<LogTail>> LogTail::open(FileSystem& files, const std::string& path) {
  Result<std::unique_ptr<SharedMapping>> mapping = files.map_shared(path, kHeaderBytes + kBytes);
  if (!mapping.is_ok()) return std::move(mapping).status();
  return std::unique_ptr<LogTail>(new LogTail(*std::move(mapping)));
}

std::unique_ptr<WritableFile> LogTail::extend(std::unique_ptr<WritableFile> log, uint64_t number) {
  set_state(0, 0);  // before the number: what is there is of another log
  encode_fixed64(mapping_->data() + kNumberAt, number);
  encode_fixed64(mapping_->data(), kMagic);
  return std::make_unique<ExtendedLog>(*this, std::move(log));
}

void LogTail::set_state(uint64_t begin, size_t size) {
  auto* const state = reinterpret_cast<uint64_t*>(mapping_->data() + kStateAt);
  std::atomic_ref(*state).store(begin << kSizeBits | size, std::memory_order_release);
}

Result<std::optional<LeftTail>> read_log_tail(FileSystem& files, const std::string& path) {
  const Result<std::unique_ptr<RandomAccessFile>> file = files.open(path);
  if (file.status().is_not_found()) return std::optional<LeftTail>();
  if (!file.is_ok()) return file.status();
  std::string bytes(LogTail::kHeaderBytes + LogTail::kBytes, '\0');
  const Result<size_t> got = (*file)->read(0, bytes.size(), bytes.data());
  if (!got.is_ok()) return got.status();
  const uint64_t state = decode_fixed64(bytes.data() + kStateAt);
  const size_t size = state & ((uint64_t{1} << kSizeBits) - 1);
  if (decode_fixed64(bytes.data()) != kMagic || size == 0 || size > LogTail::kBytes)
    return std::optional<LeftTail>();
  return std::optional(LeftTail{decode_fixed64(bytes.data() + kNumberAt), state >> kSizeBits,
                                bytes.substr(LogTail::kHeaderBytes, size)});
}

Status append_tail(FileSystem& files, const std::string& log, const LeftTail& tail) {
  const Result<std::unique_ptr<ReadWriteFile>> file = files.open_read_write(log);
  if (!file.is_ok()) return file.status();
  const Result<uint64_t> size = (*file)->size();
  if (!size.is_ok()) return size.status();
  if (*size < tail.begin || *size - tail.begin >= tail.bytes.size()) return Status::ok();
  return (*file)->write(*size, std::string_view(tail.bytes).substr(*size - tail.begin));
}

}  // namespace engine
