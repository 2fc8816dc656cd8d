#include "engine/store/table.h"

#include <utility>

#include "engine/base/coding.h"
#include "engine/store/bloom.h"

namespace engine {

Status Table::corrupt(uint64_t offset, const char* problem) const {
  if (file_.is_damaged()) return damaged();
  return Status::corruption(name_ + ": at offset " + std::to_string(offset) + ": " + problem);
}

Status Table::corrupt_entry(const BlockHandle& block, const BlockIterator& it) const {
  return corrupt(block.offset + it.corrupt_offset(), "malformed block entry");
}

Result<std::shared_ptr<const Table>> Table::open(std::unique_ptr<RandomAccessFile> file,
                                                 std::string name, uint64_t number,
                                                 BlockCache* cache, TableReads* reads) {
  Result<FileBytes> bytes = FileBytes::open(std::move(file));
  if (!bytes.is_ok()) return std::move(bytes).status();
  auto table = Objects::make_shared<Table>(OnlyOpen(), *std::move(bytes), std::move(name), number,
                                           cache, reads);
  Footer footer;
  RETURN_IF_ERROR(table->read_footer(footer));
  RETURN_IF_ERROR(table->load(footer));
  table->own_slices_ = table->file_.slices();
  return std::shared_ptr<const Table>(std::move(table));
}

Status Table::read_footer(Footer& footer) {
  if (file_.size() < kFooterBytes) return corrupt(0, "too short for a table");
  const uint64_t offset = file_.size() - kFooterBytes;
  char bytes[kFooterBytes];
  Result<size_t> got = file_.read(offset, sizeof bytes, bytes);
  if (!got.is_ok()) return std::move(got).status();
  if (*got != sizeof bytes) return corrupt(offset, "footer cut short");
  const char* const problem = decode_footer(std::string_view(bytes, sizeof bytes), footer);
  return problem == nullptr ? Status::ok() : corrupt(offset, problem);
}

Status Table::load(const Footer& footer) {
  entries_ = footer.entries;
  index_handle_ = footer.index;
  Result<Block> index = read_block(footer.index, BlockType::kIndex, nullptr);
  if (!index.is_ok()) return std::move(index).status();
  index_ = IndexBlock(*std::move(index));
  blocks_.open(index_.block().entry_bytes());
  if (footer.filter.size == 0) return Status::ok();
  Result<FileSlice> filter = read_contents(footer.filter, BlockType::kFilter, nullptr);
  if (!filter.is_ok()) return std::move(filter).status();
  filter_ = std::move(*filter);
  return Status::ok();
}

Result<FileSlice> Table::read_contents(const BlockHandle& handle, BlockType type,
                                       ReadAhead* ahead) const {
  const uint64_t end = file_.size() - kFooterBytes;  // of the blocks
  if (handle.offset > end || end - handle.offset < kBlockTrailerBytes ||
      handle.size > end - handle.offset - kBlockTrailerBytes) {
    return corrupt(handle.offset, "block handle beyond the end of the file");
  }
  const size_t n = handle.size + kBlockTrailerBytes;
  Result<FileSlice> slice =
      ahead != nullptr ? ahead->slice(file_, handle.offset, n) : file_.slice(handle.offset, n);
  if (!slice.is_ok()) return slice;
  const std::string_view bytes = slice->view;
  if (bytes.size() != n) return corrupt(handle.offset, "block cut short");
  if (reads_ != nullptr) {
    reads_->blocks.fetch_add(1, std::memory_order_relaxed);
    reads_->bytes.fetch_add(n, std::memory_order_relaxed);
  }
  const char* const trailer = bytes.data() + handle.size;
  if (trailer[0] != static_cast<char>(type)) return corrupt(handle.offset, "wrong type of block");
  const std::string_view contents = bytes.substr(0, handle.size);
  if (decode_fixed32(trailer + 1) != block_checksum(contents, type, handle.offset)) {
    return corrupt(handle.offset, "block checksum mismatch");
  }
  slice->view = contents;
  return slice;
}

Result<Block> Table::read_block(const BlockHandle& handle, BlockType type, ReadAhead* ahead) const {
  Result<FileSlice> bytes = read_contents(handle, type, ahead);
  if (!bytes.is_ok()) return std::move(bytes).status();
  Block block = Block::make(std::move(*bytes));
  if (block.is_null()) return corrupt(handle.offset, "malformed block restarts");
  return block;
}

// A data block was mostly not used lately: it is not in the processor's cache. What a search will look at is
// asked for in one go, and meanwhile it is seen whether the block is known.
BlockPlace Table::prepare_search(const IndexValue& block, const BlockIterator& index,
                                 std::string_view user_key) const {
  const auto start = search_start(block, user_key, index.key().user_key);
  const auto [offset, size] = block.handle;
  if (start && start->offset < size)
    file_.prefetch(offset + start->offset, std::min<uint64_t>(kScannedBytes, size - start->offset));
  return {block, index.offset(), start};
}

Result<Block> Table::data_block(const BlockPlace& place, ReadAhead* merge) const {
  if (Block known = blocks_.find(file_, place); !known.is_null()) return known;
  Result<Block> block = read_block(place.value.handle, BlockType::kData, merge);
  if (!block.is_ok()) return block;
  if (!agrees_with(place.value, *block))
    return corrupt(place.value.handle.offset, "block has other restarts than the index says");
  if (merge == nullptr) blocks_.add(place, *block);
  return block;
}

Status Table::damaged() const {
  return Status::corruption(name_ + ": cut short, or not readable, while it was mapped");
}

bool Table::may_contain(std::string_view user_key) const {
  return filter_.view.empty() || bloom_may_contain<LineProbes>(filter_.view, bloom_hash(user_key));
}

// The answer is there, copied where it has to be, before what it came of is asked for.
Result<Lookup> Table::get(std::string_view user_key, Sequence sequence) const {
  Result<Lookup> found = search(user_key, sequence);
  if (file_.is_damaged()) return damaged();
  return found;
}

Result<Lookup> Table::search(std::string_view user_key, Sequence sequence) const {
  if (!may_contain(user_key)) return Lookup::absent();
  const KeyRef target = key_at(user_key, sequence);
  BlockIterator index(index_.block());
  index_.seek(index, target);
  if (index.corrupt()) return corrupt_entry(index_handle_, index);
  if (!index.valid()) return Lookup::absent();  // behind the last key
  const std::optional<IndexValue> found = decode_index_value(index.value());
  if (!found) return corrupt(index_handle_.offset, "malformed index entry");
  const BlockPlace place = prepare_search(*found, index, user_key);
  Result<Block> block = data_block(place, nullptr);
  if (!block.is_ok()) return block.status();
  BlockIterator data(*block);
  data.seek_from(place.start, target);
  if (data.corrupt()) return corrupt_entry(found->handle, data);
  if (!data.valid() || compare_user_keys(data.key().user_key, user_key) != 0)
    return Lookup::absent();
  if (data.key().kind() == Kind::kDelete) return Lookup::deleted();
  return Lookup::found((*std::move(block)).share(data.value()));
}

TableIterator Table::iterate(FillCache fill_cache) const {
  return TableIterator(shared_from_this(), fill_cache);
}

TableIterator::TableIterator(TableIterator&&) noexcept = default;
TableIterator& TableIterator::operator=(TableIterator&&) noexcept = default;
TableIterator::~TableIterator() = default;

void TableIterator::stop(Status status) {
  data_.clear();
  block_ = Block();
  status_ = std::move(status);
}

std::optional<IndexValue> TableIterator::index_value() {
  if (index_.corrupt()) {
    stop(table_->corrupt_entry(table_->index_handle_, index_));
  } else if (!index_.valid()) {
    stop(Status::ok());
  } else if (const auto value = decode_index_value(index_.value())) {
    return value;
  } else {
    stop(table_->corrupt(table_->index_handle_.offset, "malformed index entry"));
  }
  return std::nullopt;
}

bool TableIterator::open(const BlockPlace& place) {
  if (block_.is_null() || place.index_offset != index_offset_) {
    block_ = Block();  // a piece that was read ahead is then free
    Result<Block> block =
        table_->data_block(place, fill_cache_ == FillCache::kNo ? &ahead_ : nullptr);
    if (!block.is_ok()) {
      stop(std::move(block).status());
      return false;
    }
    handle_ = place.value.handle;
    index_offset_ = place.index_offset;
    block_ = std::move(*block);
  }
  data_.reset(block_);
  return true;
}

bool TableIterator::open_block() {
  const std::optional<IndexValue> block = index_value();
  return block && open({*block, index_.offset(), std::nullopt});
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
  index_.reset(table_->index_.block());
  index_.seek_to_first();
  if (open_block()) data_.seek_to_first();
  next_block();
}

void TableIterator::seek_to_last() {
  status_ = Status::ok();
  index_.reset(table_->index_.block());
  index_.seek_to_last();
  if (open_block()) data_.seek_to_last();
  prev_block();
}

void TableIterator::seek(const KeyRef& target) {
  status_ = Status::ok();
  index_.reset(table_->index_.block());
  table_->index_.seek(index_, target);
  if (const std::optional<IndexValue> block = index_value()) {
    const BlockPlace place = table_->prepare_search(*block, index_, target.user_key);
    if (open(place)) data_.seek_from(place.start, target);
  }
  next_block();
}

}  // namespace engine
