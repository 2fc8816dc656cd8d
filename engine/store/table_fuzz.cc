// Fuzz target: a table. The input is the file.
#include <optional>
#include <string>
#include <vector>

#include "engine/base/fuzz_support.h"
#include "engine/store/table.h"

namespace engine {
namespace {

constexpr size_t kCacheBytes = 64 << 10;
constexpr size_t kKeys = 32;  // that are looked up

bool is_inside(const std::string& file, const BlockHandle& handle) {
  return handle.size <= file.size() && handle.offset <= file.size() - handle.size &&
         file.size() - handle.size - handle.offset >= kBlockTrailerBytes;
}

void patch_block(std::string& file, const BlockHandle& handle) {
  if (!is_inside(file, handle)) return;
  const std::string_view contents = std::string_view(file).substr(handle.offset, handle.size);
  char* const trailer = file.data() + handle.offset + handle.size;
  fuzz::patch_checksum(trailer + 1,
                       block_checksum(contents, static_cast<BlockType>(*trailer), handle.offset));
}

// The blocks that the index names, as far as it can be read.
std::vector<BlockHandle> data_blocks(const std::string& file, const BlockHandle& index) {
  std::vector<BlockHandle> blocks;
  if (!is_inside(file, index)) return blocks;
  auto bytes = std::make_unique<char[]>(index.size);
  std::copy_n(file.data() + index.offset, index.size, bytes.get());
  const std::shared_ptr<const Block> block = Block::make(std::move(bytes), index.size);
  if (block == nullptr) return blocks;
  BlockIterator it(*block);
  for (it.seek_to_first(); it.valid(); it.next()) {
    std::string_view value = it.value();
    const auto offset = get_varint64(value);
    const auto size = get_varint64(value);
    if (offset && size) blocks.push_back({*offset, *size});
  }
  return blocks;
}

// What is patched last is right, should blocks overlap: what leads to the others.
void patch_table(std::string& file) {
  if (file.size() < kFooterBytes) return;
  char* const footer_at = file.data() + file.size() - kFooterBytes;
  const auto handle_at = [&](size_t at) {
    return BlockHandle{decode_fixed64(footer_at + at), decode_fixed64(footer_at + at + 8)};
  };
  const BlockHandle index = handle_at(0);
  const BlockHandle filter = handle_at(16);
  if (filter.size != 0) patch_block(file, filter);
  for (const BlockHandle& block : data_blocks(file, index)) patch_block(file, block);
  patch_block(file, index);
  fuzz::patch_checksum(footer_at + kFooterChecksumAt,
                       checksum(std::string_view(footer_at, kFooterChecksumAt)));
}

struct StoredKey {
  std::string user_key;
  uint64_t tag;
};

// An index may name one block many times, so a walk ends after as many entries as the file has
// bytes.
template <typename Step>
std::vector<StoredKey> walk(TableIterator& it, uint64_t most, Step step) {
  std::vector<StoredKey> keys;
  for (; it.valid() && most > 0; --most, step()) {
    CHECK(it.status().is_ok());
    fuzz::touch(it.key().user_key);
    fuzz::touch(it.value_bytes().view());
    if (keys.size() < kKeys) keys.push_back({std::string(it.key().user_key), it.key().tag});
  }
  return keys;
}

void look_up(const Table& table, const StoredKey& key) {
  const KeyRef stored{key.user_key, key.tag};
  for (const Sequence sequence : {Sequence{0}, stored.sequence(), kMaxSequence}) {
    const Result<Lookup> lookup = table.get(key.user_key, sequence);
    if (lookup.is_ok()) fuzz::touch(lookup->value.view());
  }
}

void read_table(const Table& table) {
  TableIterator it = table.iterate();
  it.seek_to_last();
  std::vector<StoredKey> keys = walk(it, table.file_bytes(), [&] { it.prev(); });
  it.seek_to_first();
  for (StoredKey& key : walk(it, table.file_bytes(), [&] { it.next(); }))
    keys.push_back(std::move(key));
  keys.push_back({"", 0});
  keys.push_back({"not there", 0});
  for (const StoredKey& key : keys) {
    look_up(table, key);
    it.seek({key.user_key, key.tag});
    if (it.valid()) it.next();
    if (it.valid()) it.prev();
  }
}

void fuzz_table(std::string bytes) {
  patch_table(bytes);
  MemoryFileSystem files;
  fuzz::put_file(files, "table", bytes);
  BlockCache cache(kCacheBytes, 1);
  TableReads reads;
  const fuzz::AllocationBound bound(bytes.size());
  for (BlockCache* const used : {&cache, static_cast<BlockCache*>(nullptr)}) {
    const auto table = Table::open(files.open("table").value(), "000007.sst", 7, used, &reads);
    if (table.is_ok()) read_table(**table);
  }
}

}  // namespace
}  // namespace engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  engine::fuzz_table(std::string(engine::fuzz::as_text(data, size)));
  return 0;
}
