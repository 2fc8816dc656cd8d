// Fuzz target: the page file of a B+tree. The input is one page after the other without the zeros at
// their ends:
//
//   input := (length fixed16, bytes)*        the page is the bytes and zeros up to 4096
//
// and ends where the bytes do; a length of kEnd or more ends the file with the bytes that follow.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/fuzz_support.h"
#include "engine/store/btree.h"
#include "engine/store/btree_iterator.h"

namespace engine {
namespace {

constexpr size_t kMostPages = 64;
constexpr uint16_t kEnd = 0xf000;
constexpr size_t kCacheBytes = 4 * kPageBytes;
constexpr size_t kKeys = 32;  // that are looked up

// The pages of the input as a file, with right checksums.
std::string page_file_of(std::string_view input) {
  std::string file;
  while (input.size() >= 2 && file.size() < kMostPages * kPageBytes) {
    const auto length = static_cast<uint16_t>(static_cast<unsigned char>(input[0]) |
                                              static_cast<unsigned char>(input[1]) << 8);
    input.remove_prefix(2);
    const size_t page = file.size();
    const std::string_view bytes = input.substr(0, std::min<size_t>(length, kPageBytes));
    file.append(bytes);
    if (length >= kEnd) break;
    input.remove_prefix(bytes.size());
    file.resize(page + kPageBytes);
    fuzz::patch_checksum(file.data() + page, page_checksum(file.data() + page, page / kPageBytes));
  }
  return file;
}

using Entries = std::vector<std::pair<std::string, uint64_t>>;  // user key, tag

// Keys must go up (down): else the walk would not end.
template <typename Step>
Entries walk(BTreeIterator& it, int direction, Step step) {
  Entries entries;
  for (; it.valid(); step()) {
    CHECK(it.status().is_ok());
    fuzz::touch(it.key().user_key);
    fuzz::touch(it.value_bytes().view());
    const KeyRef key = it.key();
    if (!entries.empty()) {
      const KeyRef last{entries.back().first, entries.back().second};
      CHECK(direction * compare(last, key) < 0);
    }
    entries.emplace_back(key.user_key, key.tag);
  }
  return entries;
}

void look_up(const BTree& tree, const Entries& entries) {
  BTreeIterator it = tree.iterate();
  for (size_t i = 0; i < std::min(entries.size(), kKeys); ++i) {
    const auto& [user_key, tag] = entries[i];
    for (const Sequence sequence : {Sequence{0}, tag >> 8, kMaxSequence}) {
      const Result<Lookup> lookup = tree.get(user_key, [&] { return sequence; });
      if (lookup.is_ok()) fuzz::touch(lookup->value.view());
    }
    it.seek({user_key, tag});
    if (it.valid()) it.next();
    if (it.valid()) it.prev();
  }
}

Entries read_tree(const BTree& tree) {
  BTreeIterator it = tree.iterate();
  it.seek_to_last();
  Entries backward = walk(it, -1, [&] { it.prev(); });
  const bool whole = it.status().is_ok();
  it.seek_to_first();
  Entries entries = walk(it, 1, [&] { it.next(); });
  look_up(tree, entries);
  look_up(tree, backward);
  look_up(tree, {{"", 0}, {"not there", 0}});
  if (tree.check().is_ok()) {
    std::reverse(backward.begin(), backward.end());
    CHECK(whole && it.status().is_ok() && entries == backward && entries.size() == tree.entries());
  }
  return entries;
}

// What check() has nothing against can be written on, and stays whole.
void write_on(BTree& tree, const Entries& entries) {
  const Sequence first = tree.checkpoint_sequence() + 1;
  if (first + kKeys > kMaxSequence) return;
  for (size_t i = 0; i < kKeys; ++i) {
    const std::string key = i < entries.size() ? entries[i].first : "added " + std::to_string(i);
    const Kind kind = i % 3 == 0 ? Kind::kDelete : Kind::kPut;
    const size_t bytes = kind == Kind::kDelete ? 0 : 200 * (i % 8);
    CHECK(tree.add(first + i, kind, Bytes::copy_of(key), Bytes::copy_of(std::string(bytes, 'v')),
                   first + i)
              .is_ok());
  }
  CHECK(tree.checkpoint(first + kKeys, first + kKeys).is_ok());
  CHECK(tree.check().is_ok());
}

void fuzz_tree(std::string_view input) {
  const std::string bytes = page_file_of(input);
  MemoryFileSystem files;
  fuzz::put_file(files, "tree", bytes);
  const fuzz::AllocationBound bound(bytes.size());
  const Result<std::unique_ptr<BTree>> tree = BTree::open(files, "tree", {kCacheBytes, 1});
  if (!tree.is_ok()) return;
  const Entries entries = read_tree(**tree);
  if ((*tree)->check().is_ok()) write_on(**tree, entries);
}

}  // namespace
}  // namespace engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  engine::fuzz_tree(engine::fuzz::as_text(data, size));
  return 0;
}
