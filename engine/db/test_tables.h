// Tables as a version knows them, without files. For tests only.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "engine/db/version_edit.h"
#include "engine/store/key.h"

namespace engine {

inline TableRef table_of(uint64_t number, std::string_view first, std::string_view last,
                         uint64_t bytes = 1000, Sequence sequence = 100) {
  auto meta = std::make_shared<TableMeta>();
  meta->number = number;
  meta->bytes = bytes;
  append_key(meta->smallest, key_at(first, sequence));
  append_key(meta->largest, key_at(last, sequence));
  return meta;
}

}  // namespace engine
