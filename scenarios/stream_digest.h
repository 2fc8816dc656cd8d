// An XXH3 digest over a stream of numbers and byte strings, each string with its length, so that no
// two streams run into each other. Bytes are gathered in a buffer and digested when it is full: a
// caller that is timed passes a `pause` that stops the clock meanwhile.
//
// Thread contract: one thread. Never allocates.
#pragma once

#define XXH_STATIC_LINKING_ONLY  // for the size of the state
#include <xxhash.h>

#include <cstdint>
#include <cstring>
#include <string_view>

#include "scenarios/mapped.h"

namespace heapdyno {

class DigestPause {
 public:
  virtual void pause() = 0;
  virtual void resume() = 0;

 protected:
  ~DigestPause() = default;
};

class StreamDigest {
 public:
  explicit StreamDigest(DigestPause* pause = nullptr) : pause_(pause) {
    XXH3_64bits_reset(&state_);
  }

  void number(uint64_t value) {
    if (buffer_.size() - used_ < sizeof value) drain();
    std::memcpy(buffer_.data() + used_, &value, sizeof value);
    used_ += sizeof value;
  }

  void bytes(std::string_view bytes) {
    number(bytes.size());
    if (bytes.empty()) return;
    if (buffer_.size() - used_ < bytes.size()) drain();
    if (bytes.size() > buffer_.size()) {
      XXH3_64bits_update(&state_, bytes.data(), bytes.size());
      return;
    }
    std::memcpy(buffer_.data() + used_, bytes.data(), bytes.size());
    used_ += bytes.size();
  }

  // Of all that was given so far.
  uint64_t value() {
    drain();
    return XXH3_64bits_digest(&state_);
  }

 private:
  static constexpr size_t kBufferBytes = 256 << 10;

  void drain() {
    if (pause_ != nullptr) pause_->pause();
    XXH3_64bits_update(&state_, buffer_.data(), used_);
    used_ = 0;
    if (pause_ != nullptr) pause_->resume();
  }

  DigestPause* const pause_;
  XXH3_state_t state_;
  MappedArray<char> buffer_{kBufferBytes};
  size_t used_ = 0;
};

}  // namespace heapdyno
