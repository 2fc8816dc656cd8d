#include "engine/store/table_builder.h"

#include <string>

#include "engine/base/coding.h"
#include "engine/store/bloom.h"
#include "engine/store/index_value.h"

namespace engine {

namespace {

constexpr uint32_t kDataRestarts = 16;
// Every index entry is a restart: a search ends on it, and its key stands whole in the block.
constexpr uint32_t kIndexRestarts = 1;

}  // namespace

TableBuilder::TableBuilder(const TableOptions& options, WritableFile& file, Scratch& scratch)
    : options_(options),
      file_(file),
      block_(kDataRestarts, options.block_bytes + options.block_bytes / 8),
      index_(kIndexRestarts, 0),
      hashes_(scratch.make_vector<uint64_t>()) {}

Status TableBuilder::add(const KeyRef& key, std::string_view value) {
  if (options_.bits_per_key > 0) {
    const uint64_t hash = bloom_hash(key.user_key);
    if (hashes_.empty() || hashes_.back() != hash) hashes_.push_back(hash);
  }
  block_.add(key, value);
  ++footer_.entries;
  return block_.size() >= options_.block_bytes ? finish_data_block() : Status::ok();
}

Status TableBuilder::finish_data_block() {
  const std::string_view contents = block_.finish();
  Result<BlockHandle> handle = write_block(contents, BlockType::kData);
  if (!handle.is_ok()) return std::move(handle).status();
  const KeyRef last_key = split_key(block_.last_key());
  char value[kMaxIndexValueBytes];
  const char* const end =
      encode_index_value(value, *handle, Block::make({nullptr, contents}), last_key.user_key);
  index_.add(last_key, std::string_view(value, static_cast<size_t>(end - value)));
  block_.clear();
  return Status::ok();
}

Result<BlockHandle> TableBuilder::write_block(std::string_view contents, BlockType type) {
  const BlockHandle handle{offset_, contents.size()};
  char trailer[kBlockTrailerBytes];
  trailer[0] = static_cast<char>(type);
  encode_fixed32(trailer + 1, block_checksum(contents, type, offset_));
  RETURN_IF_ERROR(file_.append(contents));
  RETURN_IF_ERROR(file_.append(std::string_view(trailer, sizeof trailer)));
  offset_ += contents.size() + sizeof trailer;
  return handle;
}

Status TableBuilder::write_filter() {
  if (options_.bits_per_key <= 0) return Status::ok();
  ByteBuffers::Guard filter = ByteBuffers::take();
  append_bloom(*filter, hashes_, options_.bits_per_key);
  Result<BlockHandle> handle = write_block(*filter, BlockType::kFilter);
  if (!handle.is_ok()) return std::move(handle).status();
  footer_.filter = *handle;
  return Status::ok();
}

Status TableBuilder::write_index() {
  Result<BlockHandle> handle = write_block(index_.finish(), BlockType::kIndex);
  if (!handle.is_ok()) return std::move(handle).status();
  footer_.index = *handle;
  return Status::ok();
}

Status TableBuilder::finish() {
  if (!block_.empty()) RETURN_IF_ERROR(finish_data_block());
  RETURN_IF_ERROR(write_filter());
  RETURN_IF_ERROR(write_index());
  char footer[kFooterBytes];
  encode_footer(footer, footer_);
  RETURN_IF_ERROR(file_.append(std::string_view(footer, sizeof footer)));
  offset_ += sizeof footer;
  return Status::ok();
}

}  // namespace engine
