#include "harness/stacks/dumped_phases.h"

#include <optional>

#include "harness/stacks/frames.h"

namespace heapdyno {
namespace {

// A place in a file.
struct Location {
  const std::string* path;
  uint64_t address;
};

// A return address is that of the instruction after the call, which may be another function's.
std::optional<Location> location_of(const HeapDump& dump, uint64_t return_address) {
  const Mapping* const mapping = dump.mapping_of(return_address - 1);
  if (mapping == nullptr) return std::nullopt;
  return Location{&mapping->path, return_address - 1 - mapping->base};
}

class Namer {
 public:
  Namer(const HeapDump& dump, const std::map<std::string, Symbols>& symbols)
      : dump_(dump), symbols_(symbols) {}

  std::optional<Stack> operator()(const std::vector<uint64_t>& addresses) const {
    std::vector<Frame> frames;
    for (const uint64_t address : addresses) add(address, frames);
    return stack_of(frames);
  }

 private:
  void add(uint64_t address, std::vector<Frame>& frames) const {
    const std::optional<Location> location = location_of(dump_, address);
    if (!location) return;
    const auto of_file = symbols_.find(*location->path);
    if (of_file == symbols_.end()) return;
    const auto found = of_file->second.find(location->address);
    if (found == of_file->second.end()) return;
    for (const Symbol& symbol : found->second)
      frames.push_back({symbol.function, symbol.file, *location->path});
  }

  const HeapDump& dump_;
  const std::map<std::string, Symbols>& symbols_;
};

void add_phase(const DumpedPhase& phase, const Namer& name, HeapProfile& profile) {
  CallStacks& allocated = profile.phases[phase.index];
  AliveHeap heap{phase.index, phase.end.all.alive, {}};
  for (const auto& [addresses, figures] : phase.end.stacks) {
    const std::optional<Stack> stack = name(addresses);
    if (!stack) continue;
    const auto before = phase.begin.stacks.find(addresses);
    Allocated in_phase = figures.ever;
    if (before != phase.begin.stacks.end()) in_phase -= before->second.ever;
    if (in_phase != Allocated()) allocated[*stack] += in_phase;
    if (figures.alive != Allocated()) heap.stacks[*stack] += figures.alive;
  }
  profile.heaps.push_back(std::move(heap));
}

}  // namespace

std::map<std::string, std::set<uint64_t>> addresses_of(const std::vector<DumpedPhase>& phases) {
  std::map<std::string, std::set<uint64_t>> addresses;
  for (const DumpedPhase& phase : phases) {
    for (const auto& [stack, figures] : phase.end.stacks) {
      for (const uint64_t address : stack) {
        const std::optional<Location> location = location_of(phase.end, address);
        if (location) addresses[*location->path].insert(location->address);
      }
    }
  }
  return addresses;
}

HeapProfile profile_of(const std::vector<DumpedPhase>& phases,
                       const std::map<std::string, Symbols>& symbols) {
  HeapProfile profile;
  for (const DumpedPhase& phase : phases) add_phase(phase, Namer(phase.end, symbols), profile);
  return profile;
}

}  // namespace heapdyno
