#include "engine/store/write_batch.h"

#include <algorithm>

#include "engine/base/coding.h"

namespace engine {

namespace {

constexpr size_t kSequenceAt = 1;
constexpr size_t kCountAt = 9;

// What the kind of an entry of an index is more than that of an entry of the keyspace.
constexpr unsigned char kOfIndex = kLargestKind + 1;

bool has_value(const BatchEntry& entry) { return entry.kind == Kind::kPut && entry.index.empty(); }

size_t encoded_bytes(const BatchEntry& entry) {
  const auto piece = [](std::string_view text) { return varint_length(text.size()) + text.size(); };
  return 1 + piece(entry.keyspace) + (entry.index.empty() ? 0 : piece(entry.index)) +
         piece(entry.key) + (has_value(entry) ? piece(entry.value) : 0);
}

}  // namespace

BatchReader::BatchReader(std::string_view encoded) : rest_(encoded), size_(encoded.size()) {
  if (encoded.size() < kBatchHeaderBytes) {
    fail("too short for a batch");
    return;
  }
  if (static_cast<unsigned char>(encoded[0]) != kBatchVersion) {
    fail("unknown batch version");
    return;
  }
  sequence_ = decode_fixed64(encoded.data() + kSequenceAt);
  count_ = decode_fixed32(encoded.data() + kCountAt);
  rest_.remove_prefix(kBatchHeaderBytes);
  if (sequence_ > kMaxSequence || (count_ > 0 && kMaxSequence - sequence_ < count_ - 1)) {
    fail("sequence number out of range");
  }
}

std::optional<BatchEntry> BatchReader::fail(const char* problem) {
  problem_ = problem;
  return std::nullopt;
}

std::optional<BatchEntry> BatchReader::next() {
  if (problem_ != nullptr) return std::nullopt;
  if (taken_ == count_) return rest_.empty() ? std::nullopt : fail("bytes behind the last entry");
  if (rest_.empty()) return fail("fewer entries than counted");
  std::string_view input = rest_;
  const auto tag = static_cast<unsigned char>(input[0]);
  if (tag > kLargestKind + kOfIndex) return fail("unknown kind of entry");
  const bool of_index = tag >= kOfIndex;
  input.remove_prefix(1);
  BatchEntry entry{static_cast<Kind>(of_index ? tag - kOfIndex : tag), {}, {}, {}, {}};
  const auto take = [&](std::string_view& piece) {
    const auto text = get_length_prefixed(input);
    if (!text) return false;
    piece = {text->data(), text->size()};  // not *text: as one vector it would wait for the halves
    return true;
  };
  if (!take(entry.keyspace)) return fail("keyspace cut short");
  if (of_index && (!take(entry.index) || entry.index.empty())) return fail("no index's name");
  if (!take(entry.key)) return fail("key cut short");
  if (has_value(entry) && !take(entry.value)) return fail("value cut short");
  rest_ = input;
  ++taken_;
  return entry;
}

void WriteBatch::clear() {
  static constexpr char kEmptyHeader[kBatchHeaderBytes] = {static_cast<char>(kBatchVersion)};
  buffer_.clear();
  buffer_.append(std::string_view(kEmptyHeader, sizeof kEmptyHeader));
  count_ = 0;
  names_keyspaces_ = false;
}

void WriteBatch::put(std::string_view key, std::string_view value, std::string_view keyspace) {
  append_entry({Kind::kPut, keyspace, {}, key, value});
}

void WriteBatch::remove(std::string_view key, std::string_view keyspace) {
  append_entry({Kind::kDelete, keyspace, {}, key, {}});
}

void WriteBatch::change_index(Kind kind, std::string_view key, std::string_view keyspace,
                              std::string_view index) {
  append_entry({kind, keyspace, index, key, {}});
}

void WriteBatch::append_entry(const BatchEntry& entry) {
  expect_entry(encoded_bytes(entry));
  const bool of_index = !entry.index.empty();
  const auto kind = static_cast<unsigned char>(entry.kind);
  buffer_.push_back(static_cast<char>(of_index ? kind + kOfIndex : kind));
  put_length_prefixed(buffer_, entry.keyspace);
  if (of_index) put_length_prefixed(buffer_, entry.index);
  put_length_prefixed(buffer_, entry.key);
  if (has_value(entry)) put_length_prefixed(buffer_, entry.value);
  names_keyspaces_ |= of_index || !entry.keyspace.empty();
  set_count(count_ + 1);
}

// Exact for the first entry; then at least double, or each entry would move the whole batch.
void WriteBatch::expect_entry(size_t bytes) {
  const size_t needed = buffer_.size() + bytes;
  if (needed > buffer_.capacity()) expect_size(buffer_, std::max(needed, 2 * buffer_.size()));
}

void WriteBatch::append(const WriteBatch& other) {
  buffer_.append(other.encoded().substr(kBatchHeaderBytes));
  names_keyspaces_ |= other.names_keyspaces_;
  set_count(count_ + other.count_);
}

void WriteBatch::set_count(uint32_t count) {
  count_ = count;
  encode_fixed32(buffer_.data() + kCountAt, count);
}

void WriteBatch::set_sequence(Sequence sequence) {
  encode_fixed64(buffer_.data() + kSequenceAt, sequence);
}

}  // namespace engine
