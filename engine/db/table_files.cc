#include "engine/db/table_files.h"

#include <algorithm>

namespace engine {

Result<std::unique_ptr<WritableFile>> TableFiles::create(uint64_t number, uint64_t expected_bytes) {
  const std::string path = names_.table(number);
  if (const std::optional<Spare> spare = take_spare(expected_bytes)) {
    Result<std::unique_ptr<WritableFile>> file =
        file_system_.reuse(names_.table(spare->number), path);
    if (file.is_ok()) return file;
    remove(spare->number);
  }
  return file_system_.create(path);
}

// The one whose size is nearest.
std::optional<TableFiles::Spare> TableFiles::take_spare(uint64_t expected_bytes) {
  const auto misfit = [&](const Spare& spare) {
    return std::max(spare.bytes, expected_bytes) - std::min(spare.bytes, expected_bytes);
  };
  MutexLock lock(mutex_);
  const auto best =
      std::min_element(spares_.begin(), spares_.end(),
                       [&](const Spare& a, const Spare& b) { return misfit(a) < misfit(b); });
  if (best == spares_.end()) return std::nullopt;
  const Spare spare = *best;
  spares_.erase(best);
  return spare;
}

void TableFiles::retire(uint64_t number, uint64_t bytes, FileUse use) {
  const bool kept = use == FileUse::kNone && keep_spare({number, bytes});
  if (!kept) remove(number);
}

bool TableFiles::keep_spare(Spare spare) {
  MutexLock lock(mutex_);
  if (spares_.size() >= most_spares_) return false;
  spares_.push_back(spare);
  return true;
}

void TableFiles::remove_spares() {
  std::vector<Spare> spares;
  {
    MutexLock lock(mutex_);
    spares.swap(spares_);
  }
  for (const Spare& spare : spares) remove(spare.number);
}

void TableFiles::remove(uint64_t number) {
  (void)file_system_.remove(names_.table(number)).is_ok();
}

}  // namespace engine
