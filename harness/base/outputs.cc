#include "harness/base/outputs.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

namespace fs = std::filesystem;

using Write = std::function<void(std::ostream&)>;

Error cannot_write(const std::string& path) { return Error("cannot write " + path); }

// `path` is what the user calls it.
void write_whole(const std::string& file, const Write& write, const std::string& path) {
  std::ofstream stream(file, std::ios::binary);
  write(stream);
  if (!stream.flush()) throw cannot_write(path);
}

// What a link leads to; the path itself where there is nothing yet.
std::string target_of(const std::string& path) {
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  return error ? path : target.string();
}

// A file beside the one that it is to become; gone at the end of the block where it has not become it.
class Draft {
 public:
  explicit Draft(const std::string& target)
      : target_(target), path_(target + "." + std::to_string(getpid()) + ".part") {}
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;
  ~Draft() {
    std::error_code ignored;
    fs::remove(path_, ignored);
  }

  const std::string& path() const { return path_; }

  // False: it stays what it is.
  bool become_target() const {
    std::error_code error;
    const fs::file_status replaced = fs::status(target_, error);
    if (fs::exists(replaced)) fs::permissions(path_, replaced.permissions(), error);
    fs::rename(path_, target_, error);
    return !error;
  }

 private:
  const std::string target_;
  const std::string path_;
};

// Not there yet, or a file that the user may write to. Devices and pipes are not replaced.
bool can_be_replaced(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return !fs::exists(status) || (fs::is_regular_file(status) && access(path.c_str(), W_OK) == 0);
}

}  // namespace

void write_output(const std::string& path, const Write& write) {
  if (path.empty()) return;
  if (!can_be_replaced(path)) return write_whole(path, write, path);
  const Draft draft(target_of(path));
  write_whole(draft.path(), write, path);
  if (!draft.become_target()) throw cannot_write(path);
}

}  // namespace heapdyno
