#include "harness/run/cachegrind.h"

#include <charconv>
#include <filesystem>
#include <map>
#include <sstream>
#include <string_view>

#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

constexpr const char* kValgrind = "/usr/bin/valgrind";
constexpr std::string_view kEvents = "events: ";
constexpr std::string_view kSummary = "summary: ";

std::vector<std::string> words_behind(const std::string& line, std::string_view label) {
  return split_outside_braces(std::string_view(line).substr(label.size()), ' ');
}

// Empty where a sum is no number, or there is not one for each event.
std::map<std::string, uint64_t> sums_of(const std::vector<std::string>& events,
                                        const std::vector<std::string>& words) {
  std::map<std::string, uint64_t> sums;
  if (words.size() != events.size()) return sums;
  for (size_t i = 0; i < events.size(); ++i) {
    const char* const end = words[i].data() + words[i].size();
    const auto [stop, error] = std::from_chars(words[i].data(), end, sums[events[i]]);
    if (error != std::errc() || stop != end) return {};
  }
  return sums;
}

}  // namespace

std::vector<std::string> cachegrind_command(const std::string& out_file) {
  return {kValgrind,         "--tool=cachegrind",
          "--cache-sim=yes", "--I1=32768,8,64",
          "--D1=32768,8,64", "--LL=8388608,16,64",
          "--quiet",         "--cachegrind-out-file=" + out_file};
}

std::vector<std::string> cachegrind_command_of_all(const std::string& out_file) {
  std::vector<std::string> command = cachegrind_command(out_file + ".%p");
  command.push_back("--trace-children=yes");
  return command;
}

void check_cachegrind() {
  if (!std::filesystem::exists(kValgrind)) {
    throw Error(std::string("instructions are counted by cachegrind, and there is no ") +
                kValgrind + ": install the Debian package valgrind");
  }
}

CachegrindCounts parse_cachegrind(const std::string& text, const std::string& origin) {
  std::istringstream lines(text);
  std::vector<std::string> events;
  std::map<std::string, uint64_t> sums;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kEvents)) events = words_behind(line, kEvents);
    if (line.starts_with(kSummary)) sums = sums_of(events, words_behind(line, kSummary));
  }
  for (const char* event : {"Ir", "D1mr", "D1mw", "DLmr", "DLmw"}) {
    if (!sums.contains(event))
      throw Error(origin + ": cachegrind left no sum of instructions and misses (" + event + ")");
  }
  return {sums["Ir"], sums["D1mr"] + sums["D1mw"], sums["DLmr"] + sums["DLmw"]};
}

}  // namespace heapdyno
