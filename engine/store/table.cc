#include "engine/store/table.h"

#include <utility>

#include "engine/base/coding.h"
#include "engine/store/bloom.h"

namespace engine {

namespace {

// An index value; nothing where it is not one.
std::optional<BlockHandle> decode_index_value(std::string_view value) {
  const auto offset = get_varint64(value);
  const auto size = get_varint64(value);
  if (!offset || !size || !value.empty()) return std::nullopt;
  return BlockHandle{*offset, *size};
}

}  // namespace

Status Table::corrupt(uint64_t offset, const char* problem) const {
  return Status::corruption(name_ + ": at offset " + std::to_string(offset) + ": " + problem);
}

Status Table::corrupt_entry(const BlockHandle& block, const BlockIterator& it) const {
  return corrupt(block.offset + it.corrupt_offset(), "malformed block entry");
}

Result<std::shared_ptr<const Table>> Table::open(std::unique_ptr<RandomAccessFile> file,
                                                 std::string name, uint64_t number,
                                                 BlockCache* cache, TableReads* reads) {
  auto table =
      std::make_shared<Table>(OnlyOpen(), std::move(file), std::move(name), number, cache, reads);
  Footer footer;
  RETURN_IF_ERROR(table->read_footer(footer));
  RETURN_IF_ERROR(table->load(footer));
  return std::shared_ptr<const Table>(std::move(table));
}

Status Table::read_footer(Footer& footer) {
  Result<uint64_t> size = file_->size();
  if (!size.is_ok()) return std::move(size).status();
  file_bytes_ = *size;
  if (file_bytes_ < kFooterBytes) return corrupt(0, "too short for a table");
  const uint64_t offset = file_bytes_ - kFooterBytes;
  char bytes[kFooterBytes];
  Result<size_t> got = file_->read(offset, sizeof bytes, bytes);
  if (!got.is_ok()) return std::move(got).status();
  if (*got != sizeof bytes) return corrupt(offset, "footer cut short");
  const char* const problem = decode_footer(std::string_view(bytes, sizeof bytes), footer);
  return problem == nullptr ? Status::ok() : corrupt(offset, problem);
}

Status Table::load(const Footer& footer) {
  entries_ = footer.entries;
  index_handle_ = footer.index;
  Result<std::shared_ptr<const Block>> index = read_block(footer.index, BlockType::kIndex);
  if (!index.is_ok()) return std::move(index).status();
  index_ = std::move(*index);
  index_search_ = BlockIterator::search_of_restarts(*index_);
  if (footer.filter.size == 0) return Status::ok();
  Result<std::unique_ptr<char[]>> filter = read_contents(footer.filter, BlockType::kFilter);
  if (!filter.is_ok()) return std::move(filter).status();
  filter_ = std::move(*filter);
  filter_bytes_ = footer.filter.size;
  return Status::ok();
}

Result<std::unique_ptr<char[]>> Table::read_contents(const BlockHandle& handle,
                                                     BlockType type) const {
  const uint64_t end = file_bytes_ - kFooterBytes;  // of the blocks
  if (handle.offset > end || end - handle.offset < kBlockTrailerBytes ||
      handle.size > end - handle.offset - kBlockTrailerBytes) {
    return corrupt(handle.offset, "block handle beyond the end of the file");
  }
  const size_t n = handle.size + kBlockTrailerBytes;
  auto bytes = std::make_unique_for_overwrite<char[]>(n);
  Result<size_t> got = file_->read(handle.offset, n, bytes.get());
  if (!got.is_ok()) return std::move(got).status();
  if (*got != n) return corrupt(handle.offset, "block cut short");
  if (reads_ != nullptr) {
    reads_->blocks.fetch_add(1, std::memory_order_relaxed);
    reads_->bytes.fetch_add(n, std::memory_order_relaxed);
  }
  const char* const trailer = bytes.get() + handle.size;
  if (trailer[0] != static_cast<char>(type)) return corrupt(handle.offset, "wrong type of block");
  const std::string_view contents(bytes.get(), handle.size);
  if (decode_fixed32(trailer + 1) != block_checksum(contents, type, handle.offset)) {
    return corrupt(handle.offset, "block checksum mismatch");
  }
  return bytes;
}

Result<std::shared_ptr<const Block>> Table::read_block(const BlockHandle& handle,
                                                       BlockType type) const {
  Result<std::unique_ptr<char[]>> bytes = read_contents(handle, type);
  if (!bytes.is_ok()) return std::move(bytes).status();
  std::shared_ptr<const Block> block = Block::make(std::move(*bytes), handle.size);
  if (block == nullptr) return corrupt(handle.offset, "malformed block restarts");
  return block;
}

Result<std::shared_ptr<const Block>> Table::data_block(const BlockHandle& handle,
                                                       FillCache fill_cache) const {
  if (cache_ == nullptr) return read_block(handle, BlockType::kData);
  const BlockId id{number_, handle.offset};
  if (std::shared_ptr<const Block> cached = cache_->find(id)) return cached;
  Result<std::shared_ptr<const Block>> block = read_block(handle, BlockType::kData);
  if (block.is_ok() && fill_cache == FillCache::kYes) cache_->insert(id, *block);
  return block;
}

bool Table::may_contain(std::string_view user_key) const {
  return filter_ == nullptr ||
         bloom_may_contain<LineProbes>(std::string_view(filter_.get(), filter_bytes_),
                                       bloom_hash(user_key));
}

Result<Lookup> Table::get(std::string_view user_key, Sequence sequence) const {
  if (!may_contain(user_key)) return Lookup::absent();
  const KeyRef target = key_at(user_key, sequence);
  BlockIterator index(*index_);
  index.seek(target, index_search_);
  if (index.corrupt()) return corrupt_entry(index_handle_, index);
  if (!index.valid()) return Lookup::absent();  // behind the last key
  const std::optional<BlockHandle> handle = decode_index_value(index.value());
  if (!handle) return corrupt(index_handle_.offset, "malformed index entry");
  const Result<std::shared_ptr<const Block>> block = data_block(*handle, FillCache::kYes);
  if (!block.is_ok()) return block.status();
  BlockIterator data(**block);
  data.seek(target);
  if (data.corrupt()) return corrupt_entry(*handle, data);
  if (!data.valid() || data.key().user_key != user_key) return Lookup::absent();
  if (data.key().kind() == Kind::kDelete) return Lookup::deleted();
  return Lookup::found(Bytes::pinned(data.value(), *block));
}

TableIterator Table::iterate(FillCache fill_cache) const {
  return TableIterator(shared_from_this(), fill_cache);
}

TableIterator::TableIterator(TableIterator&&) noexcept = default;
TableIterator& TableIterator::operator=(TableIterator&&) noexcept = default;
TableIterator::~TableIterator() = default;

bool TableIterator::stop(Status status) {
  data_.clear();
  block_.reset();
  status_ = std::move(status);
  return false;
}

bool TableIterator::open_block() {
  if (index_.corrupt()) return stop(table_->corrupt_entry(table_->index_handle_, index_));
  if (!index_.valid()) return stop(Status::ok());
  const std::optional<BlockHandle> handle = decode_index_value(index_.value());
  if (!handle) return stop(table_->corrupt(table_->index_handle_.offset, "malformed index entry"));
  if (block_ == nullptr || handle->offset != handle_.offset) {
    Result<std::shared_ptr<const Block>> block = table_->data_block(*handle, fill_cache_);
    if (!block.is_ok()) return stop(std::move(block).status());
    handle_ = *handle;
    block_ = std::move(*block);
  }
  data_.reset(*block_);
  return true;
}

// Did the block end because it is damaged?
bool TableIterator::failed() {
  if (data_.corrupt() && status_.is_ok()) status_ = table_->corrupt_entry(handle_, data_);
  return !status_.is_ok();
}

void TableIterator::next_block() {
  while (!data_.valid() && !failed() && index_.valid()) {
    index_.next();
    if (open_block()) data_.seek_to_first();
  }
}

void TableIterator::prev_block() {
  while (!data_.valid() && !failed() && index_.valid()) {
    index_.prev();
    if (open_block()) data_.seek_to_last();
  }
}

void TableIterator::seek_to_first() {
  status_ = Status::ok();
  index_.reset(*table_->index_);
  index_.seek_to_first();
  if (open_block()) data_.seek_to_first();
  next_block();
}

void TableIterator::seek_to_last() {
  status_ = Status::ok();
  index_.reset(*table_->index_);
  index_.seek_to_last();
  if (open_block()) data_.seek_to_last();
  prev_block();
}

void TableIterator::seek(const KeyRef& target) {
  status_ = Status::ok();
  index_.reset(*table_->index_);
  index_.seek(target, table_->index_search_);
  if (open_block()) data_.seek(target);
  next_block();
}

}  // namespace engine
