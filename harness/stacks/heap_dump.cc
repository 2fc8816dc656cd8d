#include "harness/stacks/heap_dump.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <sstream>

#include "harness/base/error.h"

namespace heapdyno {
namespace {

constexpr char kEveryAllocation[] = "heap_v2/1";
constexpr char kMapped[] = "MAPPED_LIBRARIES:";

class HeapDumpReader {
 public:
  explicit HeapDumpReader(const std::string& origin) : origin_(origin) {}

  HeapDump read(std::istream& text) {
    std::string line;
    if (!std::getline(text, line) || line != kEveryAllocation)
      fail("it begins with '" + line + "', expected " + kEveryAllocation);
    while (std::getline(text, line) && line != kMapped) take(line);
    if (line != kMapped) fail("there is no " + std::string(kMapped));
    while (std::getline(text, line)) take_mapping(line);
    return std::move(dump_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(origin_ + ": not what jemalloc 5 dumps of every allocation: " + what);
  }

  void take(const std::string& line) {
    if (line.starts_with("@")) return take_stack(line.substr(1));
    if (line.starts_with("  t*:")) *figures_ = figures_in(line);
  }

  void take_stack(const std::string& line) {
    std::vector<uint64_t> addresses;
    std::istringstream words(line);
    for (std::string word; words >> word;)
      addresses.push_back(std::strtoull(word.c_str(), nullptr, 16));
    if (addresses.empty()) fail("a stack without an address");
    figures_ = &dump_.stacks[std::move(addresses)];
  }

  HeapDump::Figures figures_in(const std::string& line) const {
    HeapDump::Figures figures;
    Allocated& alive = figures.alive;
    Allocated& ever = figures.ever;
    const int read =
        std::sscanf(line.c_str(), "  t*: %" SCNu64 ": %" SCNu64 " [%" SCNu64 ": %" SCNu64 "]",
                    &alive.allocations, &alive.bytes, &ever.allocations, &ever.bytes);
    if (read != 4) fail("no figures in '" + line + "'");
    return figures;
  }

  void take_mapping(const std::string& line) {
    Mapping mapping;
    uint64_t offset = 0;
    int path = 0;
    const int read = std::sscanf(line.c_str(), "%" SCNx64 "-%" SCNx64 " %*s %" SCNx64 " %*s %*s %n",
                                 &mapping.start, &mapping.end, &offset, &path);
    if (read != 3 || path == 0) fail("no mapping in '" + line + "'");
    mapping.path = line.substr(static_cast<size_t>(path));
    if (!mapping.path.starts_with('/')) return;
    const bool goes_on = !dump_.mappings.empty() && dump_.mappings.back().path == mapping.path;
    mapping.base = goes_on ? dump_.mappings.back().base : mapping.start - offset;
    dump_.mappings.push_back(std::move(mapping));
  }

  const std::string& origin_;
  HeapDump dump_;
  HeapDump::Figures* figures_ = &dump_.all;
};

}  // namespace

const Mapping* HeapDump::mapping_of(uint64_t address) const {
  const auto found = std::find_if(mappings.begin(), mappings.end(), [&](const Mapping& mapping) {
    return mapping.start <= address && address < mapping.end;
  });
  return found == mappings.end() ? nullptr : &*found;
}

HeapDump parse_heap_dump(std::istream& text, const std::string& origin) {
  return HeapDumpReader(origin).read(text);
}

}  // namespace heapdyno
