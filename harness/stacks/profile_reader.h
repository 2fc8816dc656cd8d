// Reads what a profiled process left, by the help of the programs that name its addresses:
// heaptrack's interpreter, addr2line. Thread contract: any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <vector>

#include "harness/stacks/heap_profile.h"

namespace heapdyno {

class ProfileReader {
 public:
  struct Limits {
    std::chrono::milliseconds limit{0};  // of each program; 0: none
    const std::atomic<bool>* stop = nullptr;
  };

  // `scratch` is a folder for files in between, `origin` the trial, for messages.
  ProfileReader(std::string scratch, std::string origin, Limits limits);

  // The path of the text that heaptrack's interpreter makes of a raw file; in `scratch`, until the
  // next is read. Throws Error as below.
  std::string interpreted(const std::string& raw_file) const;

  // Throw Error that says which program failed, which file is missing or what is wrong with it.
  HeapProfile heaptracks(const std::string& raw_file) const;
  // Of the dumps in `folder` (scenarios/profiler.h).
  HeapProfile jemallocs(const std::string& folder, const std::vector<size_t>& phases) const;

 private:
  std::string filter(const std::string& program, const std::vector<std::string>& arguments,
                     const std::string& input) const;

  const std::string scratch_;
  const std::string origin_;
  const Limits limits_;
};

}  // namespace heapdyno
