// Makes the checksums of a log right, for the fuzz targets of what is framed as one (wal.h).
#pragma once

#include <algorithm>
#include <string>

#include "engine/base/fuzz_support.h"
#include "engine/store/wal.h"

namespace engine::fuzz {

// A log is read by 64 KiB, however small it is.
inline constexpr size_t kLogSlack = kAllocationSlack + (64 << 10);

// Of the file header and of each record, found by the lengths before it. A length beyond the end of
// the file stays, with a right checksum, and nothing is changed behind it.
inline void patch_log(std::string& log, uint64_t number) {
  if (log.size() < kWalHeaderBytes) return;
  patch_checksum(log.data() + 12, checksum(std::string_view(log).substr(0, 12)));
  for (size_t at = kWalHeaderBytes; log.size() - at >= kWalRecordHeaderBytes;) {
    const std::string_view behind = std::string_view(log).substr(at + kWalRecordHeaderBytes);
    const uint32_t length = decode_fixed32(log.data() + at);
    char right[kWalRecordHeaderBytes];
    encode_wal_record_header(right, length, behind.substr(0, length), number, at);
    patch_checksum(log.data() + at + 4, decode_fixed32(right + 4));
    patch_checksum(log.data() + at + 8, decode_fixed32(right + 8));
    at += kWalRecordHeaderBytes + std::min<size_t>(length, behind.size());
  }
}

}  // namespace engine::fuzz
