// Copies: makes Bytes of many short texts that their owner lends, as a transaction keeps the keys
// and values that its caller hands it.
//
// SeparateCopies (zero_copy off): each is a string of its own. ChunkedCopies (on): they lie one
// behind the other in a chunk that batches are cut from as well (batch_buffer.h): a copy costs no
// allocation, and the smallest that is left pins its chunk.
// Thread contract: as a std::string; the Bytes are independent.
#pragma once

#include <concepts>
#include <string_view>

#include "engine/memory/batch_buffer.h"
#include "engine/memory/bytes.h"
#include "engine/memory/copied_bytes.h"

namespace engine {

class SeparateCopies {
 public:
  using Bytes = OwnedBytes;

  OwnedBytes copy(std::string_view text) { return OwnedBytes::copy_of(text); }
  void finish() {}
};

class ChunkedCopies {
 public:
  using Bytes = SharedBytes;

  SharedBytes copy(std::string_view text) {
    if (text.empty()) return SharedBytes();
    count_copied_bytes(text.size());
    buffer_.clear();
    buffer_.append(text);
    return buffer_.share(buffer_.view());
  }

  // There will be no more: the rest of the chunk is the thread's next buffer's.
  void finish() { buffer_ = SharedBuffer(); }

 private:
  SharedBuffer buffer_;
};

template <typename C>
concept TextCopier = std::default_initializable<C> && requires(C& copies, std::string_view text) {
  { copies.copy(text) } -> std::same_as<typename C::Bytes>;
  copies.finish();
};

}  // namespace engine
