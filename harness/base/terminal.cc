#include "harness/base/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "harness/base/environment.h"

namespace heapdyno {
namespace {

constexpr size_t kUsualColumns = 80;  // of one that does not say

}  // namespace

std::optional<size_t> columns_of_terminal(int descriptor) {
  if (isatty(descriptor) != 1) return std::nullopt;
  winsize size{};
  const bool known = ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
  return known ? size.ws_col : kUsualColumns;
}

std::optional<size_t> columns_to_write_over(int descriptor) {
  if (!environment_variable("NO_COLOR").empty() || environment_variable("TERM") == "dumb")
    return std::nullopt;
  return columns_of_terminal(descriptor);
}

}  // namespace heapdyno
