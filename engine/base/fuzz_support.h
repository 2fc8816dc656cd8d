// What the fuzz targets share (scripts/fuzz). A target is one source, x_fuzz.cc, beside the parser it
// feeds: it makes a file of the fuzzer's bytes, puts it into a MemoryFileSystem and reads all of it.
//
// A checksum would stop the fuzzer at the door, so a target makes them right, but for those that are
// zero: these stay, so that a fuzzer can have a bad one wherever it likes.
//
// What counts as a finding, beside what the sanitizers report and a run of more than some seconds:
//   1. a CHECK that fails;
//   2. one allocation of more bytes than kAllocationFactor times those of the file and some slack: a
//      length field was believed which the file cannot back.
// Thread contract: one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "engine/base/check.h"
#include "engine/base/checksum.h"
#include "engine/base/coding.h"
#include "engine/base/memory_file_system.h"

// Of the sanitizers' runtime (sanitizer/allocator_interface.h, which only clang has).
extern "C" int __sanitizer_install_malloc_and_free_hooks(
    void (*allocated)(const volatile void* memory, size_t bytes),
    void (*freed)(const volatile void* memory));

namespace engine::fuzz {

inline constexpr size_t kAllocationFactor = 16;
inline constexpr size_t kAllocationSlack = 64 << 10;  // a slab (engine/memory/slab.h)

inline size_t largest_allocation = SIZE_MAX;

inline void check_allocation(const volatile void*, size_t bytes) {
  if (bytes <= largest_allocation) return;
  const size_t allowed = largest_allocation;
  largest_allocation = SIZE_MAX;  // the report allocates too
  std::fprintf(stderr, "an allocation of %zu bytes, where the file can back %zu\n", bytes, allowed);
  std::abort();
}

inline void ignore_free(const volatile void*) {}

// While it lives, every allocation is held against the size of the file.
class AllocationBound {
 public:
  explicit AllocationBound(size_t file_bytes, size_t slack = kAllocationSlack) {
    static const int hooked =
        __sanitizer_install_malloc_and_free_hooks(check_allocation, ignore_free);
    CHECK(hooked != 0);
    largest_allocation = kAllocationFactor * file_bytes + slack;
  }
  ~AllocationBound() { largest_allocation = SIZE_MAX; }
  AllocationBound(const AllocationBound&) = delete;
  AllocationBound& operator=(const AllocationBound&) = delete;
};

inline void put_file(FileSystem& files, const std::string& path, std::string_view bytes) {
  std::unique_ptr<WritableFile> file = files.create(path).value();
  CHECK(file->append(bytes).is_ok());
  CHECK(file->close().is_ok());
}

// Makes the checksum at `out` right, unless it is zero.
inline void patch_checksum(char* out, uint32_t right) {
  if (decode_fixed32(out) != 0) encode_fixed32(out, right);
}

// Reads every byte, so that the address sanitizer sees a view that reaches beyond what it borrows.
inline void touch(std::string_view bytes) {
  const uint32_t read = checksum(bytes);
  asm volatile("" : : "r"(read));
}

// The fuzzer's bytes.
inline std::string_view as_text(const uint8_t* data, size_t size) {
  return std::string_view(reinterpret_cast<const char*>(data), size);
}

}  // namespace engine::fuzz
