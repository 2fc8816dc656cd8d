// The words for a record of a log or manifest that cannot be. Pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace engine {

// "db/000005.log: record at offset 16: what is wrong".
Status record_corruption(const std::string& path, uint64_t offset, std::string_view problem);

}  // namespace engine
