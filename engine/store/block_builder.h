// BlockBuilder: writes one block after the other in the format of block.h.
// Thread contract: one thread at a time.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/memory/vocabulary.h"
#include "engine/store/key.h"

namespace engine {

class BlockBuilder {
 public:
  // A restart every `restart_interval` entries; a block is expected to take `expected_bytes`.
  BlockBuilder(uint32_t restart_interval, size_t expected_bytes);

  // REQUIRES: the key is greater than the last one of this block; no finish() since the last
  // clear().
  void add(const KeyRef& key, std::string_view value);

  // The whole block; valid until clear() or destruction.
  std::string_view finish();
  void clear();

  bool empty() const { return entries_ == 0; }
  // Bytes of the block if it were finished now.
  size_t size() const { return buffer_->size() + restarts_->size() + 4; }
  // Of all blocks so far. REQUIRES: there is one.
  std::string_view last_key() const { return *last_key_; }

 private:
  size_t replace_last_key(const KeyRef& key);

  const uint32_t restart_interval_;
  SerializationBuffers::Guard buffer_;
  SerializationBuffers::Guard restarts_;  // as they will stand in the block
  Strings::Guard last_key_;
  uint32_t entries_ = 0;
};

}  // namespace engine
