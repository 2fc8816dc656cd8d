#include "harness/profile/folded.h"

#include <algorithm>
#include <string>
#include <utility>

namespace heapdyno {
namespace {

std::string line_of(const Stack& stack) {
  std::string line;
  for (std::string frame : stack) {
    std::replace_if(
        frame.begin(), frame.end(), [](char c) { return c == ';' || c == '\n'; }, '_');
    line += (line.empty() ? "" : ";") + frame;
  }
  return line;
}

}  // namespace

Folded folded(const Profile& profile) {
  Folded stacks;
  for (const PhaseProfile& phase : profile.phases) {
    for (const auto& [stack, figures] : phase.stacks) {
      Stack frames = {phase.name, operation_of(stack)};
      for (size_t i = 1; i < stack.size(); ++i) frames.push_back(short_name(stack[i]));
      if (figures.allocations > 0) stacks[std::move(frames)] += figures.allocations;
    }
  }
  return stacks;
}

void write_folded(std::ostream& out, const Folded& stacks) {
  for (const auto& [stack, count] : stacks) out << line_of(stack) << " " << count << "\n";
}

void write_folded(std::ostream& out, const Folded& before, const Folded& after) {
  std::map<Stack, std::pair<uint64_t, uint64_t>> both;
  for (const auto& [stack, count] : before) both[stack].first = count;
  for (const auto& [stack, count] : after) both[stack].second = count;
  for (const auto& [stack, counts] : both)
    out << line_of(stack) << " " << counts.first << " " << counts.second << "\n";
}

}  // namespace heapdyno
