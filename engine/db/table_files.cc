#include "engine/db/table_files.h"

#include <algorithm>

namespace engine {

Result<std::unique_ptr<WritableFile>> TableFiles::create(uint64_t number, uint64_t expected_bytes) {
  const std::string path = names_.table(number);
  const auto misfit = [&](const Spare& spare) {
    return std::max(spare.bytes, expected_bytes) - std::min(spare.bytes, expected_bytes);
  };
  const auto best =
      std::min_element(spares_.begin(), spares_.end(),
                       [&](const Spare& a, const Spare& b) { return misfit(a) < misfit(b); });
  if (best == spares_.end()) return file_system_.create(path);
  const Spare spare = *best;
  spares_.erase(best);
  Result<std::unique_ptr<WritableFile>> file = file_system_.reuse(names_.table(spare.number), path);
  if (file.is_ok()) return file;
  remove(spare.number);
  return file_system_.create(path);
}

void TableFiles::retire(uint64_t number, uint64_t bytes, FileUse use) {
  if (use == FileUse::kNone && spares_.size() < most_spares_) {
    spares_.push_back({number, bytes});
  } else {
    remove(number);
  }
}

void TableFiles::remove_spares() {
  for (const Spare& spare : spares_) remove(spare.number);
  spares_.clear();
}

void TableFiles::remove(uint64_t number) {
  (void)file_system_.remove(names_.table(number)).is_ok();
}

}  // namespace engine
