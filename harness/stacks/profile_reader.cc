#include "harness/stacks/profile_reader.h"

#include <fstream>
#include <utility>

#include "allocators/heaptrack.h"
#include "harness/base/child.h"
#include "harness/base/error.h"
#include "harness/stacks/dumped_phases.h"
#include "harness/stacks/profile_tool.h"
#include "harness/stacks/temporary_allocations.h"

namespace heapdyno {
namespace {

HeapDump read_dump(const std::string& folder, size_t phase, const std::string& moment,
                   const std::string& origin) {
  const std::string name = std::to_string(phase) + "." + moment + ".heap";
  std::ifstream text(folder + "/" + name);
  if (!text) throw Error(origin + ": jemalloc left no dump " + name + " of its heap profile");
  return parse_heap_dump(text, origin + ", " + name);
}

}  // namespace

ProfileReader::ProfileReader(std::string scratch, std::string origin, Limits limits)
    : scratch_(std::move(scratch)), origin_(std::move(origin)), limits_(limits) {}

// What the program makes of a file; the path of it.
std::string ProfileReader::filter(const std::string& program,
                                  const std::vector<std::string>& arguments,
                                  const std::string& input) const {
  const std::string output = scratch_ + "/named";
  ChildOptions child;
  child.program = "/bin/sh";
  child.arguments = {"-c", "in=$1 out=$2; shift 2; exec \"$0\" \"$@\" < \"$in\" > \"$out\"",
                     program, input, output};
  child.arguments.insert(child.arguments.end(), arguments.begin(), arguments.end());
  child.environment = clean_environment();
  child.limit = limits_.limit;
  child.stop = limits_.stop;
  const ChildEnd end = run_child(child);
  if (!end.succeeded()) throw Error(program + ": " + end.text() + "\n" + end.errors);
  return output;
}

std::string ProfileReader::interpreted(const std::string& raw_file) const {
  return filter(kHeaptrackInterpreter, {}, raw_file);
}

HeapProfile ProfileReader::heaptracks(const std::string& raw_file) const {
  std::ifstream text(interpreted(raw_file));
  std::ifstream raw(raw_file);
  return parse_heap_profile(text, temporary_allocations(raw), origin_);
}

HeapProfile ProfileReader::jemallocs(const std::string& folder,
                                     const std::vector<size_t>& phases) const {
  std::vector<DumpedPhase> dumped;
  for (const size_t phase : phases) {
    dumped.push_back({phase, read_dump(folder, phase, "begin", origin_),
                      read_dump(folder, phase, "end", origin_)});
  }
  std::map<std::string, Symbols> symbols;
  for (const auto& [path, addresses] : addresses_of(dumped)) {
    const std::string list = scratch_ + "/addresses";
    std::ofstream file(list);
    file << std::hex;
    for (const uint64_t address : addresses) file << address << "\n";
    file.close();
    if (!file) throw Error(list + ": cannot be written: is " + scratch_ + " full?");
    std::ifstream text(filter(kAddr2line, {"-e", path, "-a", "-f", "-i", "-C"}, list));
    symbols[path] = parse_symbols(text, origin_ + ", " + path);
    if (symbols[path].size() != addresses.size()) {
      throw Error(origin_ + ", " + path + ": addr2line answered " +
                  std::to_string(symbols[path].size()) + " of " + std::to_string(addresses.size()) +
                  " addresses");
    }
  }
  return profile_of(dumped, symbols);
}

}  // namespace heapdyno
