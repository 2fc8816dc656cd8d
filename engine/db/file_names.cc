#include "engine/db/file_names.h"

#include <algorithm>
#include <charconv>

namespace engine {
namespace {

constexpr std::string_view kManifestPrefix = "MANIFEST-";
constexpr size_t kDigits = 6;

// At least six digits, so that names sort as their numbers do for long enough.
std::string numbered(std::string_view prefix, uint64_t number, std::string_view suffix) {
  char digits[20];
  const char* end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  const auto length = static_cast<size_t>(end - digits);
  std::string name(prefix);
  if (length < kDigits) name.append(kDigits - length, '0');
  return name.append(digits, length).append(suffix);
}

std::optional<FileType> type_of(std::string_view suffix) {
  if (suffix == ".log") return FileType::kLog;
  if (suffix == ".sst") return FileType::kTable;
  if (suffix == ".pages") return FileType::kPages;
  if (suffix == ".pages.new") return FileType::kTemporary;  // a B+tree that is being made
  if (suffix == ".tmp") return FileType::kTemporary;
  return std::nullopt;
}

}  // namespace

std::string FileNames::in_folder(std::string_view name) const {
  std::string path;
  path.reserve(folder_.size() + 1 + name.size());
  return path.append(folder_).append("/").append(name);
}

std::string FileNames::log(uint64_t number) const {
  return in_folder(numbered("", number, ".log"));
}

std::string FileNames::table(uint64_t number) const {
  return in_folder(numbered("", number, ".sst"));
}

std::string FileNames::pages(uint64_t number) const {
  return in_folder(numbered("", number, ".pages"));
}

std::string FileNames::temporary(uint64_t number) const {
  return in_folder(numbered("", number, ".tmp"));
}

std::string FileNames::manifest(uint64_t number) const {
  return in_folder(numbered(kManifestPrefix, number, ""));
}

std::optional<FileName> parse_file_name(std::string_view name) {
  const bool manifest = name.starts_with(kManifestPrefix);
  if (manifest) name.remove_prefix(kManifestPrefix.size());
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc()) return std::nullopt;
  name.remove_prefix(static_cast<size_t>(end - name.data()));
  if (manifest && name.empty()) return FileName{FileType::kManifest, number};
  const std::optional<FileType> type = manifest ? std::nullopt : type_of(name);
  if (!type) return std::nullopt;
  return FileName{*type, number};
}

void sort_numbers(std::span<uint64_t> numbers) { std::sort(numbers.begin(), numbers.end()); }

}  // namespace engine
