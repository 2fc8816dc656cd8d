#include "harness/program/project_files.h"

#include <filesystem>

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

// Without the slash that "." leaves at the end.
std::string normal(const fs::path& path) {
  std::string text = path.lexically_normal().string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

std::string without_links(const fs::path& path) {
  std::error_code none;
  return normal(fs::weakly_canonical(path, none));
}

// Empty: it is not below.
std::string below(const std::string& folder, const std::string& file) {
  const std::string prefix = folder.ends_with('/') ? folder : folder + "/";
  return file.starts_with(prefix) ? file.substr(prefix.size()) : "";
}

// "../../src/a.c" -> "src/a.c"
std::string without_parents(std::string file) {
  while (file.starts_with("../")) file.erase(0, 3);
  return file;
}

}  // namespace

ProjectFiles::ProjectFiles(const std::string& folder)
    : folder_(normal(fs::absolute(folder))), canonical_(without_links(folder)) {}

const std::string& ProjectFiles::within(const std::string& file) {
  const auto [place, is_new] = known_.try_emplace(file);
  if (is_new) place->second = find(file);
  return place->second;
}

std::string ProjectFiles::find(const std::string& file) const {
  if (file.empty()) return "";
  const std::string path = normal(file);
  if (path.starts_with('/')) {
    const std::string found = below(folder_, path);
    return found.empty() ? below(canonical_, without_links(path)) : found;
  }
  const std::string relative = without_parents(path);
  return fs::exists(fs::path(folder_) / relative) ? relative : "";
}

}  // namespace heapdyno
