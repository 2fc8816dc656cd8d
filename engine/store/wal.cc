#include "engine/store/wal.h"

#include <algorithm>
#include <cstring>

#include "engine/base/checksum.h"
#include "engine/base/coding.h"

namespace engine {

namespace {

constexpr uint64_t kWalMagic = 0x676f6c206e796468;  // "hdyn log"
constexpr size_t kChunkBytes = 64 * 1024;

// A record's place: mixed into its checksums.
uint32_t place_seed(uint64_t number, uint64_t offset) {
  char place[16];
  encode_fixed64(place, number);
  encode_fixed64(place + 8, offset);
  return checksum(std::string_view(place, sizeof place));
}

void encode_file_header(char* out) {
  encode_fixed64(out, kWalMagic);
  encode_fixed32(out + 8, kWalVersion);
  encode_fixed32(out + 12, checksum(std::string_view(out, 12)));
}

uint32_t header_checksum(uint32_t length, uint32_t seed) {
  char bytes[4];
  encode_fixed32(bytes, length);
  return checksum(std::string_view(bytes, sizeof bytes), seed);
}

}  // namespace

void encode_wal_record_header(char* out, uint32_t length, std::string_view payload, uint64_t number,
                              uint64_t offset) {
  const uint32_t seed = place_seed(number, offset);
  encode_fixed32(out, length);
  encode_fixed32(out + 4, header_checksum(length, seed));
  encode_fixed32(out + 8, checksum(payload, seed));
}

Status WalWriter::append(std::string_view payload) {
  if (payload.size() > UINT32_MAX) return Status::invalid_argument("WAL record of 4 GiB or more");
  if (offset_ == 0) {
    char header[kWalHeaderBytes];
    encode_file_header(header);
    RETURN_IF_ERROR(file_->append(std::string_view(header, sizeof header)));
    offset_ = sizeof header;
  }
  char header[kWalRecordHeaderBytes];
  encode_wal_record_header(header, static_cast<uint32_t>(payload.size()), payload, number_,
                           offset_);
  RETURN_IF_ERROR(file_->append(std::string_view(header, sizeof header)));
  RETURN_IF_ERROR(file_->append(payload));
  offset_ += sizeof header + payload.size();
  return Status::ok();
}

Result<WalReader> WalReader::open(std::unique_ptr<RandomAccessFile> file, std::string name,
                                  uint64_t number, uint64_t settled_bytes) {
  Result<uint64_t> size = file->size();
  if (!size.is_ok()) return std::move(size).status();
  return WalReader(std::move(file), std::move(name), number, *size, std::min(settled_bytes, *size));
}

// What is pinned by somebody is left to them; else the chunk is used again.
void WalReader::make_room(size_t n) {
  if (chunk_capacity_ >= n && chunk_.use_count() == 1) return;
  chunk_capacity_ = std::max(n, kChunkBytes);
  chunk_ = std::make_shared_for_overwrite<char[]>(chunk_capacity_);
}

Status WalReader::fill_chunk(uint64_t offset, size_t n) {
  make_room(n);
  const size_t wanted = std::min<uint64_t>(chunk_capacity_, file_bytes_ - offset);
  chunk_bytes_ = 0;
  Result<size_t> got = file_->read(offset, wanted, chunk_.get());
  if (!got.is_ok()) return std::move(got).status();
  if (*got < n) return Status::io_error(name_ + ": the file became shorter while it was read");
  chunk_offset_ = offset;
  chunk_bytes_ = *got;
  return Status::ok();
}

Result<std::string_view> WalReader::view(uint64_t offset, size_t n) {
  if (offset < chunk_offset_ || offset + n > chunk_offset_ + chunk_bytes_) {
    RETURN_IF_ERROR(fill_chunk(offset, n));
  }
  return std::string_view(chunk_.get() + (offset - chunk_offset_), n);
}

Result<const char*> WalReader::check_header() {
  if (file_bytes_ < kWalHeaderBytes) return "file header cut short";
  const Result<std::string_view> header = view(0, kWalHeaderBytes);
  if (!header.is_ok()) return header.status();
  const char* in = header->data();
  if (decode_fixed64(in) != kWalMagic) return "not a log of this engine (no magic number)";
  if (decode_fixed32(in + 12) != checksum(header->substr(0, 12))) {
    return "file header checksum mismatch";
  }
  if (decode_fixed32(in + 8) != kWalVersion) return "unknown log version";
  return nullptr;
}

Result<const char*> WalReader::check_record(uint64_t offset) {
  const uint64_t left = file_bytes_ - offset;
  if (left < kWalRecordHeaderBytes) return "record header cut short";
  const Result<std::string_view> header = view(offset, kWalRecordHeaderBytes);
  if (!header.is_ok()) return header.status();
  const uint32_t length = decode_fixed32(header->data());
  const uint32_t payload_checksum = decode_fixed32(header->data() + 8);
  const uint32_t seed = place_seed(number_, offset);
  if (decode_fixed32(header->data() + 4) != header_checksum(length, seed)) {
    return "record header checksum mismatch";
  }
  if (length > left - kWalRecordHeaderBytes) return "record cut short";
  const Result<std::string_view> payload = view(offset + kWalRecordHeaderBytes, length);
  if (!payload.is_ok()) return payload.status();
  if (checksum(*payload, seed) != payload_checksum) return "record checksum mismatch";
  payload_ = *payload;
  return nullptr;
}

// Looks at every later offset: after a damaged length nothing tells where the next record began.
Result<bool> WalReader::record_follows(uint64_t offset) {
  while (++offset + kWalRecordHeaderBytes <= settled_bytes_) {
    const Result<const char*> problem = check_record(offset);
    if (!problem.is_ok()) return problem.status();
    if (*problem == nullptr) return true;
  }
  return false;
}

Result<WalOutcome> WalReader::classify(const char* problem) {
  problem_ = problem;
  const Result<bool> follows = record_follows(offset_);
  if (!follows.is_ok()) return follows.status();
  payload_ = {};
  return outcome_ = *follows ? WalOutcome::kCorruption : WalOutcome::kTornTail;
}

Result<WalOutcome> WalReader::next() {
  if (outcome_ != WalOutcome::kRecord) return outcome_;
  offset_ = next_offset_;
  if (offset_ == file_bytes_) return outcome_ = WalOutcome::kEnd;
  if (offset_ == 0) {
    const Result<const char*> problem = check_header();
    if (!problem.is_ok()) return problem.status();
    if (*problem != nullptr) return classify(*problem);
    next_offset_ = kWalHeaderBytes;
    return next();
  }
  const Result<const char*> problem = check_record(offset_);
  if (!problem.is_ok()) return problem.status();
  if (*problem != nullptr) return classify(*problem);
  next_offset_ = offset_ + kWalRecordHeaderBytes + payload_.size();
  return WalOutcome::kRecord;
}

Status WalReader::corruption() const {
  return Status::corruption(name_ + ": at offset " + std::to_string(offset_) + ": " +
                            (problem_ != nullptr ? problem_ : "no problem"));
}

}  // namespace engine
