#include "engine/store/block_builder.h"

#include "engine/base/coding.h"

namespace engine {

BlockBuilder::BlockBuilder(uint32_t restart_interval, size_t expected_bytes)
    : restart_interval_(restart_interval),
      buffer_(SerializationBuffers::take()),
      restarts_(SerializationBuffers::take()),
      last_key_(Strings::take()),
      key_(Strings::take()) {
  expect_size(*buffer_, expected_bytes);
}

void BlockBuilder::add(const KeyRef& key, std::string_view value) {
  key_->clear();
  append_key(*key_, key);
  size_t shared = 0;
  if (entries_ % restart_interval_ == 0) {
    put_fixed32(*restarts_, static_cast<uint32_t>(buffer_->size()));
  } else {
    shared = common_prefix(*last_key_, *key_);
  }
  char lengths[3 * kMaxVarint64Bytes];
  char* end = encode_varint64(lengths, shared);
  end = encode_varint64(end, key_->size() - shared);
  end = encode_varint64(end, value.size());
  buffer_->append(lengths, static_cast<size_t>(end - lengths));
  buffer_->append(*key_, shared);
  buffer_->append(value);
  std::swap(*last_key_, *key_);
  ++entries_;
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
