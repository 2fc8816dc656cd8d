#include "scenarios/catalogue.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

bool is_scenario(const fs::path& path) {
  if (path.extension() != ".json") return false;
  std::ifstream file(path);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return text.find("\"heapdyno.scenario/") != std::string::npos;
}

}  // namespace

std::vector<CatalogueEntry> read_catalogue(const std::string& folder) {
  std::vector<CatalogueEntry> entries;
  std::error_code error;
  for (const fs::directory_entry& file : fs::recursive_directory_iterator(folder, error)) {
    if (!file.is_regular_file() || !is_scenario(file.path())) continue;
    const std::string theme = file.path().parent_path().lexically_relative(folder).string();
    entries.push_back(
        {file.path().stem().string(), theme == "." ? "" : theme, file.path().string()});
  }
  std::sort(entries.begin(), entries.end(),
            [](const CatalogueEntry& a, const CatalogueEntry& b) { return a.name < b.name; });
  return entries;
}

std::string find_in_catalogue(const std::string& folder, std::string_view name) {
  for (const CatalogueEntry& entry : read_catalogue(folder)) {
    if (entry.name == name) return entry.path;
  }
  return "";
}

}  // namespace heapdyno
