#include "harness/run/cachegrind.h"

#include <charconv>
#include <filesystem>
#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

constexpr const char* kValgrind = "/usr/bin/valgrind";

}  // namespace

std::vector<std::string> cachegrind_command(const std::string& out_file) {
  return {kValgrind, "--tool=cachegrind", "--cache-sim=no", "--quiet",
          "--cachegrind-out-file=" + out_file};
}

void check_cachegrind() {
  if (!std::filesystem::exists(kValgrind)) {
    throw Error(std::string("instructions are counted by cachegrind, and there is no ") +
                kValgrind + ": install the Debian package valgrind");
  }
}

uint64_t parse_cachegrind(const std::string& text, const std::string& origin) {
  std::istringstream lines(text);
  bool counts_instructions = false;
  for (std::string line; std::getline(lines, line);) {
    if (line == "events: Ir") counts_instructions = true;
    constexpr std::string_view kSummary = "summary: ";
    if (!counts_instructions || !line.starts_with(kSummary)) continue;
    uint64_t sum = 0;
    const char* const end = line.data() + line.size();
    const auto [stop, error] = std::from_chars(line.data() + kSummary.size(), end, sum);
    if (error == std::errc() && stop == end) return sum;
  }
  throw Error(origin + ": cachegrind left no sum of instructions");
}

}  // namespace heapdyno
