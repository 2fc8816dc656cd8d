#include "harness/program/executable_file.h"

#include <elf.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

bool is_file(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

bool may_be_executed(const std::string& path) {
  return is_file(path) && ::access(path.c_str(), X_OK) == 0;
}

template <typename T>
bool read(std::ifstream& file, T& value) {
  return static_cast<bool>(file.read(reinterpret_cast<char*>(&value), sizeof(value)));
}

bool is_elf(const Elf64_Ehdr& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_phentsize == sizeof(Elf64_Phdr);
}

}  // namespace

std::string find_executable(const std::string& word, const std::string& path) {
  if (word.find('/') != std::string::npos) {
    if (may_be_executed(word)) return word;
    throw Error(word + (is_file(word) ? ": it may not be executed (chmod +x)"
                                      : ": there is no such program: is it built?"));
  }
  std::istringstream folders(path);
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string file = (folder.empty() ? "." : folder) + "/" + word;
    if (may_be_executed(file)) return file;
  }
  throw Error(word + ": there is no such program on PATH" +
              (is_file(word) ? "; in this folder there is: ./" + word : ""));
}

bool is_linked_statically(const std::string& executable) {
  std::ifstream file(executable, std::ios::binary);
  Elf64_Ehdr header = {};
  if (!read(file, header) || !is_elf(header)) return false;
  file.seekg(static_cast<std::streamoff>(header.e_phoff));
  for (int i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment = {};
    if (!read(file, segment) || segment.p_type == PT_INTERP) return false;
  }
  return true;
}

}  // namespace heapdyno
