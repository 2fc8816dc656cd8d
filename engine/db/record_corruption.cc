#include "engine/db/record_corruption.h"

namespace engine {

Status record_corruption(const std::string& path, uint64_t offset, std::string_view problem) {
  return Status::corruption(path + ": record at offset " + std::to_string(offset) + ": " +
                            std::string(problem));
}

}  // namespace engine
