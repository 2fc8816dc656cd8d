#include "allocators/elf_note.h"

#include <elf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace heapdyno {
namespace {

constexpr size_t kMaxNotes = 1 << 20;

std::string hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string result;
  for (const char byte : bytes) {
    result += kDigits[static_cast<unsigned char>(byte) >> 4];
    result += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return result;
}

size_t padded(size_t bytes) { return (bytes + 3) & ~size_t{3}; }

// The next `bytes` of the input, padded to four; empty with the input emptied where there are
// fewer.
std::string_view take(std::string_view& input, size_t bytes) {
  const std::string_view result =
      bytes <= input.size() ? input.substr(0, bytes) : std::string_view();
  input.remove_prefix(bytes <= input.size() ? std::min(padded(bytes), input.size()) : input.size());
  return result;
}

template <typename T>
bool read_at(std::ifstream& file, size_t offset, T& value) {
  file.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(file.read(reinterpret_cast<char*>(&value), sizeof(value)));
}

std::string read_notes(std::ifstream& file, const Elf64_Phdr& segment) {
  std::string notes(std::min<size_t>(segment.p_filesz, kMaxNotes), '\0');
  file.seekg(static_cast<std::streamoff>(segment.p_offset));
  file.read(notes.data(), static_cast<std::streamsize>(notes.size()));
  return file ? notes : std::string();
}

}  // namespace

std::string build_id_in_notes(std::string_view notes) {
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr header = {};
    std::memcpy(&header, notes.data(), sizeof(header));
    notes.remove_prefix(sizeof(header));
    const std::string_view owner = take(notes, header.n_namesz);
    const std::string_view content = take(notes, header.n_descsz);
    if (header.n_type == NT_GNU_BUILD_ID && owner == std::string_view("GNU", 4))
      return hex(content);
  }
  return "";
}

engine::Result<std::string> build_id_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return engine::Status::io_error(path + ": " + std::strerror(errno));
  Elf64_Ehdr header = {};
  if (!read_at(file, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64) {
    return engine::Status::invalid_argument(path + ": not a 64-bit ELF file");
  }
  for (size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment = {};
    if (!read_at(file, header.e_phoff + i * sizeof(segment), segment)) break;
    if (segment.p_type != PT_NOTE) continue;
    if (std::string id = build_id_in_notes(read_notes(file, segment)); !id.empty()) return id;
  }
  return std::string();
}

}  // namespace heapdyno
