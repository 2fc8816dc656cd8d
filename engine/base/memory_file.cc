#include "engine/base/memory_file.h"

#include <algorithm>
#include <utility>

namespace engine {

void MemoryFile::resize(size_t size) {
  bytes.resize(size);
  common = std::min(common, size);
}

void MemoryFile::put(size_t offset, std::string_view data) {
  if (bytes.size() < offset + data.size()) bytes.resize(offset + data.size());
  data.copy(bytes.data() + offset, data.size());
  common = std::min(common, offset);
}

void MemoryFile::write(size_t offset, std::string_view data) {
  put(offset, data);
  writes.push_back(Write{offset, std::string(data)});
}

void MemoryFile::catch_up() {
  constexpr size_t kPage = 4096;
  const std::shared_ptr<std::string> pages = mapped.lock();
  if (pages == nullptr) return;
  for (size_t at = 0; at < pages->size(); at += kPage) {
    const std::string_view page = std::string_view(*pages).substr(at, kPage);
    if (page != std::string_view(bytes).substr(at, kPage)) write(at, page);
  }
}

void MemoryFile::sync() {
  durable.resize(common);
  durable.append(bytes, common);
  common = bytes.size();
  writes.clear();
}

void MemoryFile::revert() {
  bytes = durable;
  common = bytes.size();
  writes.clear();
}

void MemoryFile::tear(Random& random) {
  constexpr size_t kSector = 512;
  if (!writes.empty()) return tear_writes(random);
  if (bytes.size() <= common) return;
  bytes.resize(common + random.below(bytes.size() - common + 1));
  if (random.below(2) == 0) return;
  const size_t sector = std::max(common, bytes.size() / kSector * kSector);
  const size_t garbled = sector + random.below(bytes.size() - sector + 1);
  for (size_t i = garbled; i < bytes.size(); ++i) bytes[i] = static_cast<char>(random.next());
}

// The disk may have done the writes in any order and gone down in the midst of any of them.
void MemoryFile::tear_writes(Random& random) {
  const std::vector<Write> made = std::exchange(writes, {});
  revert();
  for (const Write& write : made) {
    const uint64_t fate = random.below(3);
    if (fate == 0) continue;
    const size_t left = fate == 1 ? write.data.size() : random.below(write.data.size() + 1);
    put(write.offset, std::string_view(write.data).substr(0, left));
  }
}

}  // namespace engine
