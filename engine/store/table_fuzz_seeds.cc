// Makes the seed corpus of table_fuzz.cc.
#include <utility>
#include <vector>

#include "engine/base/fuzz_seeds.h"
#include "engine/store/table_builder.h"
#include "engine/store/table_format.h"

namespace engine {
namespace {

using fuzz::fixed32;
using fuzz::fixed64;
using fuzz::kAnyChecksum;
using fuzz::kBadChecksum;
using fuzz::patched;

std::string table_of(const std::vector<std::pair<std::string, std::string>>& entries,
                     const TableOptions& options) {
  MemoryFileSystem files;
  std::unique_ptr<WritableFile> file = files.create("table").value();
  Scratch scratch;
  TableBuilder builder(options, *file, scratch);
  Sequence sequence = 1000;
  for (const auto& [key, value] : entries) {
    const Kind kind = value == "deleted" ? Kind::kDelete : Kind::kPut;
    CHECK(builder.add({key, make_tag(--sequence, kind)}, value).is_ok());
  }
  CHECK(builder.finish().is_ok());
  CHECK(file->close().is_ok());
  return files.contents("table").value();
}

std::string key_of(int i) { return "key " + std::to_string(100 + i); }

std::string numbered_table(int entries, const TableOptions& options) {
  std::vector<std::pair<std::string, std::string>> all;
  for (int i = 0; i < entries; ++i) {
    all.emplace_back(key_of(i / 2), i % 5 == 0 ? "deleted" : "value");  // two versions of each key
  }
  return table_of(all, options);
}

// A table of these blocks in this order: contents and type.
class Assembly {
 public:
  BlockHandle add(std::string_view contents, BlockType type) {
    const BlockHandle handle{file_.size(), contents.size()};
    file_.append(contents).push_back(static_cast<char>(type));
    file_.append(kAnyChecksum);
    return handle;
  }
  std::string finish(const Footer& footer) const {
    char bytes[kFooterBytes];
    encode_footer(bytes, footer);
    return file_ + std::string(bytes, sizeof bytes);
  }

 private:
  std::string file_;
};

std::string internal_key(std::string_view user_key, char kind = 1) {
  std::string key(user_key);
  return key.append(1, kind).append(7, '\1');
}

std::string entry_of(size_t shared, std::string_view rest, std::string_view value) {
  std::string entry;
  put_varint32(entry, static_cast<uint32_t>(shared));
  put_varint32(entry, static_cast<uint32_t>(rest.size()));
  put_varint32(entry, static_cast<uint32_t>(value.size()));
  return entry.append(rest).append(value);
}

std::string block_of(std::string entries, const std::vector<uint32_t>& restarts = {0}) {
  for (const uint32_t restart : restarts) put_fixed32(entries, restart);
  put_fixed32(entries, static_cast<uint32_t>(restarts.size()));
  return entries;
}

std::string index_value(const BlockHandle& handle, uint32_t restarts = 1,
                        std::string_view starts = {}) {
  std::string value;
  put_varint64(value, handle.offset);
  put_varint64(value, handle.size);
  put_varint32(value, restarts);
  return value.append(starts);
}

// Of a restart whose user key is `key`, in a block that ends with "m".
std::string start_at(uint16_t offset, std::string_view key) {
  const size_t shared = common_prefix(key, "m");
  std::string start = {static_cast<char>(offset), static_cast<char>(offset >> 8),
                       static_cast<char>(shared)};
  start.append(key.substr(shared)).resize(5);
  return start;
}

// As many as the block says it has, if it is one.
uint32_t restarts_of(std::string_view contents) {
  return contents.size() < 4 ? 1 : decode_fixed32(contents.data() + contents.size() - 4);
}

// One data block of these contents, found under "m"; what its index says of its restarts; and a filter.
std::string table_with_block(std::string_view contents, std::string_view filter = {},
                             std::string_view starts = {}) {
  Assembly table;
  const BlockHandle data = table.add(contents, BlockType::kData);
  Footer footer;
  footer.entries = 1;
  if (!filter.empty()) footer.filter = table.add(filter, BlockType::kFilter);
  footer.index = table.add(
      block_of(entry_of(0, internal_key("m"), index_value(data, restarts_of(contents), starts))),
      BlockType::kIndex);
  return table.finish(footer);
}

std::string table_with_index(std::string_view contents) {
  Assembly table;
  table.add(block_of(entry_of(0, internal_key("k"), "v")), BlockType::kData);
  Footer footer;
  footer.index = table.add(contents, BlockType::kIndex);
  return table.finish(footer);
}

void add_whole_tables(fuzz::Seeds& seeds) {
  seeds["no-entries"] = table_of({}, {});
  seeds["one-entry"] = table_of({{"k", "v"}}, {});
  seeds["no-filter"] = numbered_table(6, {4096, 0});
  seeds["many-entries-of-a-block"] = numbered_table(40, {4096, 10});
  seeds["many-blocks"] = numbered_table(40, {48, 10});
  seeds["long-keys"] = table_of({{std::string(200, 'a'), std::string(300, 'v')},
                                 {std::string(200, 'a') + "b", "w"},
                                 {std::string(300, 'c'), "deleted"}},
                                {16, 10});
}

void add_footers(fuzz::Seeds& seeds) {
  const std::string table = table_of({{"k", "v"}}, {4096, 0});
  const size_t footer = table.size() - kFooterBytes;
  const auto index_at = static_cast<size_t>(decode_fixed64(table.data() + footer));
  const auto index_bytes = static_cast<size_t>(decode_fixed64(table.data() + footer + 8));
  seeds["too-short"] = table.substr(footer + 1);
  seeds["footer-no-magic"] = patched(table, table.size() - 1, "x");
  seeds["footer-bad-checksum"] = patched(table, footer + kFooterChecksumAt, kBadChecksum);
  seeds["footer-other-version"] = patched(table, footer + 40, fixed32(kTableVersion + 1));
  seeds["footer-index-beyond-end"] = patched(table, footer + 8, fixed64(uint64_t{1} << 40));
  seeds["footer-index-far-beyond-end"] = patched(table, footer, fixed64(UINT64_MAX));
  seeds["footer-filter-beyond-end"] = patched(table, footer + 24, fixed64(uint64_t{1} << 40));
  seeds["footer-counts-all-it-can"] = patched(table, footer + 32, fixed64(UINT64_MAX));
  seeds["index-bad-checksum"] = patched(table, index_at + index_bytes + 1, kBadChecksum);
  seeds["index-wrong-type"] = patched(table, index_at + index_bytes, "\1");
  seeds["data-bad-checksum"] = patched(table, index_at - 4, kBadChecksum);
}

void add_blocks(fuzz::Seeds& seeds) {
  const std::string first = entry_of(0, internal_key("a"), "v");
  const std::string two = first + entry_of(1, internal_key("b"), "w");
  seeds["block-empty"] = table_with_block("");
  seeds["block-no-restarts"] = table_with_block(block_of(first, {}));
  seeds["block-too-many-restarts"] = table_with_block(first + fixed32(0) + fixed32(UINT32_MAX));
  seeds["block-no-entries"] = table_with_block(block_of("", {0}));
  seeds["block-restart-beyond-entries"] = table_with_block(block_of(two, {0, 1000}));
  seeds["block-restarts-in-disorder"] =
      table_with_block(block_of(two + two, {static_cast<uint32_t>(two.size()), 0, 0}));
  seeds["block-restart-within-an-entry"] = table_with_block(block_of(two, {0, 3}));
  seeds["block-shares-nothing-there"] =
      table_with_block(block_of(entry_of(9, internal_key("a"), "v")));
  seeds["block-shares-more-than-there"] =
      table_with_block(block_of(first + entry_of(99, "x", "v")));
  seeds["block-key-without-tag"] = table_with_block(block_of(entry_of(0, "short", "v")));
  seeds["block-unknown-kind"] = table_with_block(block_of(entry_of(0, internal_key("a", 9), "v")));
  seeds["block-value-beyond-end"] = table_with_block(
      block_of(first + std::string("\0\x9\xff\xff\xff\xff\xf", 7) + internal_key("b")));
  seeds["block-varint-without-end"] = table_with_block(block_of(first + std::string(7, '\xff')));
  seeds["block-second-entry-cut"] = table_with_block(block_of(first + std::string("\0\x9", 2)));
  seeds["index-value-malformed"] =
      table_with_index(block_of(entry_of(0, internal_key("m"), "\x80")));
  seeds["index-value-beyond-end"] = table_with_index(
      block_of(entry_of(0, internal_key("m"), index_value({1, uint64_t{1} << 50}))));
  seeds["index-entry-malformed"] = table_with_index(block_of(std::string("\0\x2\x2xx", 5)));
  seeds["index-names-a-block-twice"] =
      table_with_index(block_of(entry_of(0, internal_key("k"), index_value({0, 21})) +
                                entry_of(0, internal_key("m"), index_value({0, 21}))));
  seeds["index-second-entry-malformed"] = table_with_index(block_of(
      entry_of(0, internal_key("k"), index_value({0, 21})) + std::string("\x7f\x2\x2", 3)));
}

void add_starts(fuzz::Seeds& seeds) {
  const std::string first = entry_of(0, internal_key("a"), "v");
  const std::string second = entry_of(0, internal_key("k"), "w");
  const std::string third = entry_of(0, internal_key("m"), "x");
  const auto at_second = static_cast<uint16_t>(first.size());
  const auto at_third = static_cast<uint16_t>(first.size() + second.size());
  const std::string block = block_of(first + second + third, {0, at_second, at_third});
  const auto seed = [&](const char* name, const std::string& starts) {
    seeds[name] = table_with_block(block, {}, starts);
  };
  seed("starts", start_at(at_second, "k") + start_at(at_third, "m"));
  seed("starts-beyond-the-block", start_at(at_second, "k") + start_at(9999, "m"));
  seed("starts-within-an-entry", start_at(3, "k") + start_at(at_third, "m"));
  seed("starts-in-disorder", start_at(at_third, "m") + start_at(at_second, "k"));
  seed("starts-of-greater-keys", start_at(at_second, "z") + start_at(at_third, "z"));
  seed("starts-of-lesser-keys", start_at(at_second, "") + start_at(at_third, ""));
  seed("starts-too-many", start_at(at_second, "k") + start_at(at_third, "m") + start_at(1, "z"));
  seed("starts-too-few", start_at(at_second, "k"));
  seed("starts-cut", start_at(at_second, "k").substr(0, 3));
}

void add_filters(fuzz::Seeds& seeds) {
  const std::string block = block_of(entry_of(0, internal_key("a"), "v"));
  seeds["filter-all-zero"] = table_with_block(block, std::string(64, '\0') + "\6");
  seeds["filter-all-one"] = table_with_block(block, std::string(64, '\xff') + "\6");
  seeds["filter-no-probes"] = table_with_block(block, std::string(65, '\0'));
  seeds["filter-too-many-probes"] = table_with_block(block, std::string(65, '\xff'));
  seeds["filter-odd-size"] = table_with_block(block, "odd");
}

}  // namespace
}  // namespace engine

int main(int argc, char** argv) {
  engine::fuzz::Seeds seeds;
  engine::add_whole_tables(seeds);
  engine::add_footers(seeds);
  engine::add_blocks(seeds);
  engine::add_starts(seeds);
  engine::add_filters(seeds);
  return engine::fuzz::write_seeds(argc, argv, seeds);
}
