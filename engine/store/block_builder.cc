#include "engine/store/block_builder.h"

#include <cstring>

#include "engine/base/coding.h"

namespace engine {

BlockBuilder::BlockBuilder(uint32_t restart_interval, size_t expected_bytes)
    : restart_interval_(restart_interval),
      buffer_(SerializationBuffers::take()),
      restarts_(SerializationBuffers::take()),
      last_key_(Strings::take()) {
  expect_size(*buffer_, expected_bytes);
}

void BlockBuilder::add(const KeyRef& key, std::string_view value) {
  size_t shared = replace_last_key(key);
  if (entries_ % restart_interval_ == 0) {
    put_fixed32(*restarts_, static_cast<uint32_t>(buffer_->size()));
    shared = 0;
  }
  char lengths[3 * kMaxVarint64Bytes];
  char* end = encode_varint64(lengths, shared);
  end = encode_varint64(end, last_key_->size() - shared);
  end = encode_varint64(end, value.size());
  buffer_->append(lengths, static_cast<size_t>(end - lengths));
  buffer_->append(*last_key_, shared);
  buffer_->append(value);
  ++entries_;
}

// Returns how many bytes the new one begins with as the old one does, and writes only what is behind these.
size_t BlockBuilder::replace_last_key(const KeyRef& key) {
  std::string& last = *last_key_;
  const size_t user_bytes = key.user_key.size();
  char tag[kTagBytes];
  encode_fixed64(tag, key.tag);
  const size_t shared = common_prefix(last, key.user_key);
  const size_t shared_tag =
      shared < user_bytes
          ? 0
          : common_prefix(std::string_view(last).substr(shared), std::string_view(tag, kTagBytes));
  last.resize(user_bytes + kTagBytes);
  key.user_key.copy(last.data() + shared, user_bytes - shared, shared);
  std::memcpy(last.data() + user_bytes, tag, kTagBytes);
  return shared + shared_tag;
}

std::string_view BlockBuilder::finish() {
  if (restarts_->empty()) put_fixed32(*restarts_, 0);
  expect_size(*buffer_, size());
  buffer_->append(*restarts_);
  put_fixed32(*buffer_, static_cast<uint32_t>(restarts_->size() / 4));
  return *buffer_;
}

void BlockBuilder::clear() {
  buffer_->clear();
  restarts_->clear();
  entries_ = 0;
}

}  // namespace engine
