#include "harness/builds/build_progress.h"

#include <cstdio>

#include "harness/base/terminal.h"

namespace heapdyno {
namespace {

constexpr int kFewestSteps = 20;  // of a build that takes long

}  // namespace

BuildProgress::~BuildProgress() {
  if (columns_) log_ << kEmptyLine << std::flush;
}

void BuildProgress::hear(std::string_view text) {
  line_ += text;
  size_t end = line_.find('\n');
  for (; end != std::string::npos; end = line_.find('\n')) {
    hear_line(std::string_view(line_).substr(0, end));
    line_.erase(0, end + 1);
  }
}

void BuildProgress::hear_line(std::string_view line) {
  int done = 0;
  int all = 0;
  if (std::sscanf(std::string(line).c_str(), "[%d/%d]", &done, &all) != 2) return;
  if (columns_) {
    log_ << kEmptyLine << line.substr(0, *columns_ - 1) << std::flush;
    return;
  }
  if (all < kFewestSteps || done < 0 || done > all || 10 * done / all <= tenths_) return;
  tenths_ = 10 * done / all;
  log_ << "  built " << done << " of " << all << " steps" << std::endl;
}

}  // namespace heapdyno
