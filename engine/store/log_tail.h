// LogTail: the end of the log that is being written, in a file of its own that is mapped: a record survives
// the process once its bytes are copied there, without a system call for each record. When the tail is full,
// and at each sync, its bytes are appended to the log.
//
//   tail := magic fixed64, number of the log fixed64, state fixed64, zeros up to 4096, bytes
//   state := where in the log the bytes begin << 20 | how many there are
//
// The state is stored as one word after the bytes that it counts, and after the log has those that it no
// longer does: wherever a process ends, log and tail together hold every byte, some in both. What the
// machine leaves of a tail that was not synced may be anything; then the records' own checksums end the log
// (wal.h).
// Thread contract: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/file_system.h"
#include "engine/base/status.h"

namespace engine {

class LogTail {
 public:
  static constexpr size_t kHeaderBytes = 4096;
  static constexpr size_t kBytes = 64 * 1024;
  static constexpr size_t kStateAt = 16;
  static constexpr int kSizeBits = 20;  // of the state

  // Creates the file where it is not there. Whatever it holds is left alone until extend().
  static Result<std::unique_ptr<LogTail>> open(FileSystem& files, const std::string& path);

  // The log with the tail as its end, from now on and empty. REQUIRES: the log is new and empty; the one
  // before it was closed; the tail outlives it.
  std::unique_ptr<WritableFile> extend(std::unique_ptr<WritableFile> log, uint64_t number);

 private:
  class ExtendedLog;

  explicit LogTail(std::unique_ptr<SharedMapping> mapping) : mapping_(std::move(mapping)) {}

  char* bytes() const { return mapping_->data() + kHeaderBytes; }
  void set_state(uint64_t begin, size_t size);
  void set_word(size_t at, uint64_t word);

  const std::unique_ptr<SharedMapping> mapping_;
};

// What a process that ended left of a log beside the log.
struct LeftTail {
  uint64_t number;  // of the log
  uint64_t begin;   // where in the log
  std::string bytes;
};

// Nothing where there is no tail, or where it holds nothing. Errors: those of the file.
Result<std::optional<LeftTail>> read_log_tail(FileSystem& files, const std::string& path);

// Appends to the log what the tail has beyond its end; not synced, and a second time it does nothing. Returns
// how much of the log is settled (WalReader::open): up to where the tail begins. All of it where the log ends
// before that, or goes on behind the tail's end: then the machine stopped and left the tail as it was once.
Result<uint64_t> append_tail(FileSystem& files, const std::string& log, const LeftTail& tail);

}  // namespace engine
