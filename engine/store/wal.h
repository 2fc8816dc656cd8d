// The write-ahead log: records in the order they were written. The manifest uses the same framing.
//
//   log    := header, record*
//   header := magic fixed64, version fixed32 (1), checksum fixed32(magic, version)
//   record := length fixed32, header checksum fixed32, payload checksum fixed32, payload
//
// Both checksums are seeded with the log's number and the record's offset. So a record counts only
// where it was written: the bytes of another log, or of this one that a user stored as a value, are
// never taken for records.
//
// What the reader makes of a log that is not whole:
//   torn tail   the bad bytes are the last thing in the file: the write that was under way when
//               the process or the machine stopped; or they are beyond the settled bytes, in a tail
//               (log_tail.h) that nobody promised to keep (good records are looked for in the settled bytes
//               alone). The log ends at offset().
//   corruption  a good record follows the bad bytes: something that had been written was lost.
//               Never skipped.
// Thread contract: one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/file_system.h"
#include "engine/base/status.h"

namespace engine {

inline constexpr uint32_t kWalVersion = 1;
inline constexpr size_t kWalHeaderBytes = 16;
inline constexpr size_t kWalRecordHeaderBytes = 12;

// Writes what stands before a payload of a record at that offset, kWalRecordHeaderBytes. `length` is
// the payload's, and another one only where a test wants a record that lies.
void encode_wal_record_header(char* out, uint32_t length, std::string_view payload, uint64_t number,
                              uint64_t offset);

class WalWriter {
 public:
  // Takes a new, empty file. `number` is the log's own (the one in its file name); the reader must
  // name the same.
  WalWriter(std::unique_ptr<WritableFile> file, uint64_t number)
      : file_(std::move(file)), number_(number) {}

  // Appends a record; it may stay in the file's buffer until flush or sync. After an error the log
  // must not be written again: its tail may be torn. Errors: those of the file; kInvalidArgument
  // for 4 GiB and more.
  Status append(std::string_view payload);
  Status flush() { return file_->flush(); }
  Status sync() { return file_->sync(); }
  Status close() { return file_->close(); }

  uint64_t bytes() const { return offset_; }  // written so far, framing included

 private:
  std::unique_ptr<WritableFile> file_;
  uint64_t number_;
  uint64_t offset_ = 0;
};

enum class WalOutcome : unsigned char { kRecord, kEnd, kTornTail, kCorruption };

class WalReader {
 public:
  // `name` is for messages; what lies beyond `settled_bytes` may be anything. Errors: those of the file.
  static Result<WalReader> open(std::unique_ptr<RandomAccessFile> file, std::string name,
                                uint64_t number, uint64_t settled_bytes = UINT64_MAX);

  // Goes to the next record. After anything but kRecord it says the same again. Errors: those of
  // the file alone.
  Result<WalOutcome> next();

  // Of the record. Valid until the next call of next().
  std::string_view payload() const { return payload_; }
  // What the payload lies in, for who shares a part of it beyond the next call of next().
  const std::shared_ptr<char[]>& chunk() const { return chunk_; }

  // Where the record starts; after another outcome, where the good records end and the bad bytes
  // begin.
  uint64_t offset() const { return offset_; }
  // An error for kCorruption, and for a caller to whom a torn tail is one: names file, offset and
  // what is wrong.
  Status corruption() const;
  uint64_t file_bytes() const { return file_bytes_; }

 private:
  WalReader(std::unique_ptr<RandomAccessFile> file, std::string name, uint64_t number,
            uint64_t file_bytes, uint64_t settled_bytes)
      : file_(std::move(file)),
        name_(std::move(name)),
        number_(number),
        file_bytes_(file_bytes),
        settled_bytes_(settled_bytes) {}

  // n bytes of the file at an offset, in the chunk. REQUIRES: offset + n <= file_bytes_.
  Result<std::string_view> view(uint64_t offset, size_t n);
  Status fill_chunk(uint64_t offset, size_t n);
  void make_room(size_t n);
  // Why there is no good file header, or no good record at the offset; null if there is one, and
  // payload_ is then the record's.
  Result<const char*> check_header();
  Result<const char*> check_record(uint64_t offset);
  Result<bool> record_follows(uint64_t offset);
  Result<WalOutcome> classify(const char* problem);

  std::unique_ptr<RandomAccessFile> file_;
  std::string name_;
  uint64_t number_;
  uint64_t file_bytes_;
  uint64_t settled_bytes_;

  std::shared_ptr<char[]> chunk_;
  size_t chunk_capacity_ = 0;
  uint64_t chunk_offset_ = 0;  // of its first byte in the file
  size_t chunk_bytes_ = 0;

  uint64_t offset_ = 0;
  uint64_t next_offset_ = 0;
  std::string_view payload_;
  WalOutcome outcome_ = WalOutcome::kRecord;
  const char* problem_ = nullptr;
};

}  // namespace engine
