#include "harness/base/folder.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

const std::string kPrefix = "heapdyno-";
constexpr char kPadding = 'x';
constexpr size_t kDrawn = 6;            // characters, in place of mkdtemp's X's
constexpr pid_t kLargestPid = 1 << 22;  // PID_MAX_LIMIT of the kernel's linux/threads.h

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What stands behind the PID: padding, then what mkdtemp drew.
bool is_end_of_a_name(std::string_view end) {
  if (end.size() < kDrawn) return false;
  const size_t padding = end.size() - kDrawn;
  return end.find_first_not_of(kPadding) >= padding &&
         std::all_of(end.begin(), end.end(), is_letter_or_digit);
}

// The process that gave a folder this name; 0: the name has another form.
pid_t maker_of(std::string_view name) {
  if (!name.starts_with(kPrefix)) return 0;
  name.remove_prefix(kPrefix.size());
  const std::string_view digits = name.substr(0, name.find('-'));
  if (digits.size() == name.size() || !is_end_of_a_name(name.substr(digits.size() + 1))) return 0;
  pid_t pid = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, pid);
  const bool is_pid = error == std::errc() && stop == end && pid > 0 && pid <= kLargestPid;
  return is_pid ? pid : 0;
}

// mkdtemp lets nobody else in, which a folder that was made by hand seldom has.
bool is_private_folder(const fs::directory_entry& entry) {
  std::error_code error;
  const fs::file_status status = entry.symlink_status(error);
  return !error && fs::is_directory(status) &&
         (status.permissions() & fs::perms::all) == fs::perms::owner_all;
}

}  // namespace

TemporaryFolder::TemporaryFolder(const std::string& parent, size_t padding)
    : path_(parent + "/" + kPrefix + std::to_string(getpid()) + "-" +
            std::string(padding, kPadding) + "XXXXXX") {
  if (mkdtemp(path_.data()) == nullptr) {
    throw Error("no folder can be made in " + parent + ": " + std::strerror(errno));
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string temporary_folder() {
  std::error_code none;
  const fs::path folder = fs::temp_directory_path(none);
  return folder.empty() ? "/tmp" : folder.string();
}

void sweep_abandoned_folders(const std::string& parent) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(parent, error)) {
    const pid_t maker = maker_of(entry.path().filename().string());
    if (maker == 0 || !is_private_folder(entry)) continue;
    if (kill(maker, 0) == 0 || errno != ESRCH) continue;
    std::error_code ignored;
    fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace heapdyno
