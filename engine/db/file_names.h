// The files of a database folder:
//
//   CURRENT          the name of the manifest in force, and a newline
//   MANIFEST-000004  which tables and logs make up the database (manifest.h)
//   000005.log       a write-ahead log (store/wal.h)
//   000006.sst       a table (store/table.h)
//   000007.pages     the pages of a B+tree (store/page_file.h)
//   000004.tmp       what will be renamed to CURRENT
//   TAIL             the end of the log that is being written (store/log_tail.h)
//   LOCK             held by the process that has the database open
//
// Logs, tables, page files and manifests share one sequence of numbers.
// Thread contract: constant after construction.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace engine {

class FileNames {
 public:
  explicit FileNames(std::string folder) : folder_(std::move(folder)) {}

  const std::string& folder() const { return folder_; }
  std::string in_folder(std::string_view name) const;
  std::string current() const { return in_folder("CURRENT"); }
  std::string lock() const { return in_folder("LOCK"); }
  std::string tail() const { return in_folder("TAIL"); }
  std::string log(uint64_t number) const;
  std::string table(uint64_t number) const;
  std::string pages(uint64_t number) const;
  std::string temporary(uint64_t number) const;
  std::string manifest(uint64_t number) const;

 private:
  std::string folder_;
};

enum class FileType : unsigned char { kLog, kTable, kPages, kTemporary, kManifest };

struct FileName {
  FileType type;
  uint64_t number;
};

// What a name in the folder stands for; nothing for CURRENT, LOCK, TAIL and files
// that are not ours.
std::optional<FileName> parse_file_name(std::string_view name);

// Ascending.
void sort_numbers(std::span<uint64_t> numbers);

}  // namespace engine
