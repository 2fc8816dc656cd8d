// Makes the seed corpus of btree_fuzz.cc.
#include <utility>
#include <vector>

#include "engine/base/fuzz_seeds.h"
#include "engine/store/btree.h"

namespace engine {
namespace {

using fuzz::kBadChecksum;
using fuzz::patched;

constexpr uint64_t kGeneration = 5;  // of the tree; the other meta has the one before

// A page without the zeros at its end.
std::string trimmed(std::string page) {
  page.resize(page.find_last_not_of('\0') + 1);
  return page;
}

// As the target reads it.
std::string input_of(const std::vector<std::string>& pages) {
  std::string input;
  for (const std::string& page : pages) {
    input.push_back(static_cast<char>(page.size() & 0xff));
    input.push_back(static_cast<char>(page.size() >> 8));
    input.append(page);
  }
  return input;
}

std::vector<std::string> pages_of(const std::string& file) {
  std::vector<std::string> pages;
  for (size_t at = 0; at < file.size(); at += kPageBytes) {
    pages.push_back(trimmed(file.substr(at, kPageBytes)));
  }
  return pages;
}

std::string sealed(std::string page, const PageHeader& header) {
  page.resize(kPageBytes);
  seal_page(page.data(), kFirstPage, header);
  return trimmed(std::move(page));
}

LeafEntry entry_of(std::string_view key, std::string_view value, Sequence sequence = 1) {
  return {Bytes::copy_of(key), make_tag(sequence, Kind::kPut), Bytes::copy_of(value), kNoPage, 0};
}

LeafEntry chained(std::string_view key, PageId chain, uint64_t bytes) {
  return {Bytes::copy_of(key), make_tag(1, Kind::kPut), Bytes(), chain, bytes};
}

std::string leaf(const std::vector<LeafEntry>& entries) {
  LeafNode node;
  for (const LeafEntry& entry : entries) node.entries.push_back(entry);
  std::string page;
  begin_page(page);
  node.encode(page);
  return sealed(std::move(page), {PageKind::kLeaf, static_cast<uint16_t>(entries.size()), 1});
}

std::string inner(PageId first, const std::vector<std::pair<std::string, PageId>>& others) {
  InnerNode node;
  node.children.push_back(first);
  for (const auto& [key, child] : others) {
    node.separators.push_back(Separator{Bytes::copy_of(key), make_tag(1, Kind::kPut)});
    node.children.push_back(child);
  }
  std::string page;
  begin_page(page);
  node.encode(page);
  return sealed(std::move(page), {PageKind::kInner, static_cast<uint16_t>(others.size()), 1});
}

std::string linked(PageKind kind, PageId next, uint16_t count, std::string_view contents) {
  std::string page(kPageHeaderBytes, '\0');
  put_fixed64(page, next);
  return sealed(page.append(contents), {kind, count, 1});
}

std::string overflow(PageId next, std::string_view part) {
  return linked(PageKind::kOverflow, next, static_cast<uint16_t>(part.size()), part);
}

std::string free_list(PageId next, const std::vector<PageId>& ids) {
  std::string contents;
  for (const PageId id : ids) put_fixed64(contents, id);
  return linked(PageKind::kFreelist, next, static_cast<uint16_t>(ids.size()), contents);
}

std::string meta(const PageFileState& state) {
  std::string page(kPageBytes, '\0');
  encode_meta(page.data(), 0, state);
  return trimmed(std::move(page));
}

// A file whose pages from 2 on are these.
std::string file_of(PageId root, const std::vector<std::string>& pages, uint64_t entries = 0,
                    PageId free = kNoPage) {
  PageFileState state{kGeneration, root, kFirstPage + pages.size(), free, 1, entries};
  std::vector<std::string> all = {meta(state)};
  state.generation = kGeneration - 1;
  all.push_back(meta(state));
  all.insert(all.end(), pages.begin(), pages.end());
  return input_of(all);
}

// Fills a quarter of a page, as a node below the root must.
std::string long_key(char letter) { return std::string(kMaxTreeKeyBytes, letter); }

std::string long_leaf(const std::string& letters) {
  std::vector<LeafEntry> entries;
  for (const char letter : letters) entries.push_back(entry_of(long_key(letter), "0123456789"));
  return leaf(entries);
}

// What the engine itself writes.
std::string written(int entries, int rounds, size_t value_bytes) {
  MemoryFileSystem files;
  const std::unique_ptr<BTree> tree = BTree::open(files, "tree", {1 << 20, 1}).value();
  Sequence sequence = 0;
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < entries; ++i) {
      const Kind kind = round > 0 && i % 3 == 0 ? Kind::kDelete : Kind::kPut;
      const std::string value(kind == Kind::kDelete ? 0 : value_bytes,
                              static_cast<char>('a' + i % 26));
      ++sequence;
      const Status added =
          tree->add(sequence, kind, Bytes::copy_of("key " + std::to_string(100 + i)),
                    Bytes::copy_of(value), round == 0 ? 0 : sequence);
      CHECK(added.is_ok());
    }
    CHECK(tree->checkpoint(sequence, sequence).is_ok());
  }
  return input_of(pages_of(files.contents("tree").value()));
}

void add_written(fuzz::Seeds& seeds) {
  seeds["written-empty"] = written(0, 1, 0);
  seeds["written-one-leaf"] = written(6, 1, 10);
  seeds["written-versions"] = written(6, 2, 10);
  seeds["written-free-list"] = written(6, 4, 10);
  seeds["written-chains"] = written(2, 1, kOverflowBytes + 1);
  seeds["written-two-levels"] = written(10, 1, 500);
  seeds["written-leaves-joined"] = written(10, 3, 500);
}

void add_metas(fuzz::Seeds& seeds) {
  const PageFileState empty{kGeneration, kNoPage, kFirstPage, kNoPage, 0, 0};
  const std::string good = meta(empty);
  const std::string bad = patched(good, 0, kBadChecksum);
  const auto with = [&](PageFileState state) { return input_of({meta(state), bad}); };
  PageFileState state = empty;
  seeds["meta-both"] = input_of({good, good});
  seeds["meta-one-bad"] = input_of({good, bad});
  seeds["meta-both-bad"] = input_of({bad, bad});
  seeds["meta-no-magic"] = input_of({patched(good, kPageHeaderBytes, "x"), bad});
  seeds["meta-other-version"] = input_of({patched(good, 4, "\x9"), bad});
  seeds["meta-unknown-kind"] = input_of({patched(good, 5, "\x9"), bad});
  seeds["meta-is-a-leaf"] = input_of({patched(good, 5, "\2"), bad});
  state.pages = 1;
  seeds["meta-one-page"] = with(state);
  state.pages = UINT64_MAX;
  seeds["meta-counts-all-it-can"] = with(state);
  state.pages = 3;
  seeds["meta-counts-more-than-there"] = with(state);
  state.root = 3;
  seeds["meta-root-beyond-end"] = with(state);
  state.root = 1;
  seeds["meta-root-is-a-meta"] = with(state);
  state.root = kNoPage;
  state.free_list = UINT64_MAX;
  seeds["meta-free-list-beyond-end"] = with(state);
  state = empty;
  state.sequence = UINT64_MAX;
  seeds["meta-sequence-too-large"] = with(state);
  seeds["file-empty"] = "";
  seeds["file-cut"] = std::string("\xff\xff", 2) + good;
  seeds["file-cut-in-second-meta"] = input_of({good}) + std::string("\xff\xff", 2) + good;
}

void add_free_lists(fuzz::Seeds& seeds) {
  const auto with = [](const std::vector<std::string>& pages) {
    return file_of(kNoPage, pages, 0, 2);
  };
  const std::string zeros;
  seeds["free-list"] = with({free_list(3, {4, 5}), free_list(kNoPage, {}), zeros, zeros});
  seeds["free-list-too-long"] = with({free_list(kNoPage, {3, 3, 3, 3, 3}), zeros});
  seeds["free-list-goes-round"] = with({free_list(3, {}), free_list(2, {})});
  seeds["free-list-beyond-end"] = with({free_list(9, {})});
  seeds["free-list-of-a-meta"] = with({free_list(kNoPage, {0}), zeros});
  seeds["free-list-has-a-page-twice"] = with({free_list(kNoPage, {3, 3}), zeros, zeros});
  seeds["free-list-counts-all-it-can"] =
      with({linked(PageKind::kFreelist, kNoPage, UINT16_MAX, "")});
  seeds["free-list-is-a-leaf"] = with({leaf({})});
  seeds["free-list-bad-page"] = with({patched(free_list(kNoPage, {}), 0, kBadChecksum)});
  seeds["free-list-lacks-a-page"] = with({free_list(kNoPage, {}), zeros});
}

void add_leaves(fuzz::Seeds& seeds) {
  const std::string a = leaf({entry_of("a", "1"), entry_of("b", "2", 9), entry_of("b", "3", 1)});
  seeds["leaf"] = file_of(2, {a}, 3);
  seeds["leaf-empty"] = file_of(2, {leaf({})});
  seeds["leaf-entries-not-as-counted"] = file_of(2, {a}, 7);
  seeds["leaf-in-disorder"] = file_of(2, {leaf({entry_of("b", ""), entry_of("a", "")})}, 2);
  seeds["leaf-counts-all-it-can"] = file_of(2, {sealed(a, {PageKind::kLeaf, UINT16_MAX, 1})}, 3);
  seeds["leaf-counts-more-than-there"] = file_of(2, {sealed(a, {PageKind::kLeaf, 4000, 1})}, 3);
  seeds["leaf-of-later-checkpoint"] =
      file_of(2, {sealed(a, {PageKind::kLeaf, 3, kGeneration + 1})}, 3);
  seeds["leaf-key-cut"] = file_of(2, {patched(a, kPageHeaderBytes, "\x7f")}, 3);
  seeds["leaf-key-beyond-end"] = file_of(2, {patched(a, kPageHeaderBytes, "\xff\x7f")}, 3);
  seeds["leaf-unknown-kind"] = file_of(2, {patched(a, kPageHeaderBytes + 2, "\x9")}, 3);
  seeds["leaf-value-beyond-end"] = file_of(2, {patched(a, kPageHeaderBytes + 1, "\xfe\x7f")}, 3);
  seeds["root-not-there"] = file_of(2, {std::string()});
  seeds["root-is-an-overflow-page"] = file_of(2, {overflow(kNoPage, "x")});
}

void add_chains(fuzz::Seeds& seeds) {
  const std::string full(kOverflowBytes, 'v');
  const auto with = [](PageId first, uint64_t bytes, std::vector<std::string> pages) {
    pages.insert(pages.begin(), leaf({chained("k", first, bytes)}));
    return file_of(2, pages, 1);
  };
  seeds["chain-of-one"] = with(3, 4, {overflow(kNoPage, "1234")});
  seeds["chain-of-two"] = with(3, kOverflowBytes + 1, {overflow(4, full), overflow(kNoPage, "x")});
  seeds["chain-ends-early"] = with(3, kOverflowBytes + 1, {overflow(kNoPage, full)});
  seeds["chain-goes-on"] = with(3, 1, {overflow(4, "x"), overflow(kNoPage, "x")});
  seeds["chain-goes-round"] = with(3, 3 * kOverflowBytes, {overflow(3, full)});
  seeds["chain-of-small-parts"] = with(3, 1000, {overflow(3, "x")});
  seeds["chain-longer-than-file"] = with(3, kMaxTreeValueBytes, {overflow(3, "x")});
  seeds["chain-too-long-for-any-file"] = with(3, kMaxTreeValueBytes + 1, {overflow(3, "x")});
  seeds["chain-is-a-leaf"] = with(2, 4, {});
  seeds["chain-beyond-end"] = with(99, 4, {});
  seeds["chain-of-a-meta"] = with(1, 4, {});
  seeds["chain-counts-all-it-can"] =
      with(3, 4, {linked(PageKind::kOverflow, kNoPage, UINT16_MAX, "x")});
  seeds["chain-used-twice"] =
      file_of(2, {leaf({chained("k", 3, 1), chained("l", 3, 1)}), overflow(kNoPage, "x")}, 2);
}

void add_inner_nodes(fuzz::Seeds& seeds) {
  const std::string a = leaf({entry_of("a", "1"), entry_of("b", "2")});
  const std::string m = leaf({entry_of("m", "3"), entry_of("n", "4")});
  seeds["inner-of-small-leaves"] = file_of(2, {inner(3, {{"m", 4}}), a, m}, 4);
  seeds["inner-of-three-levels"] = file_of(
      2,
      {inner(3, {{"m", 4}}), inner(5, {{"b", 6}}), inner(7, {{"n", 8}}), leaf({entry_of("a", "1")}),
       leaf({entry_of("b", "2")}), leaf({entry_of("m", "3")}), leaf({entry_of("n", "4")})},
      4);
  seeds["inner-version-in-next-leaf"] = file_of(
      2, {inner(3, {{"b", 4}}), leaf({entry_of("b", "new", 9)}), leaf({entry_of("b", "old", 1)})},
      2);
  seeds["inner-leaf-without-entries"] = file_of(2, {inner(3, {{"m", 4}}), leaf({}), leaf({})});
  seeds["inner-goes-round"] = file_of(2, {inner(2, {{"m", 2}})});
  seeds["inner-child-beyond-end"] = file_of(2, {inner(99, {{"m", 98}})});
  seeds["inner-child-is-a-meta"] = file_of(2, {inner(1, {{"m", 1}})});
  seeds["inner-without-separators"] = file_of(2, {inner(3, {}), a}, 2);
  seeds["inner-counts-all-it-can"] =
      file_of(2, {sealed(inner(3, {}), {PageKind::kInner, UINT16_MAX, 1}), a});
  seeds["inner-counts-more-than-there"] =
      file_of(2, {sealed(inner(3, {}), {PageKind::kInner, 4000, 1}), a});
  seeds["inner-key-beyond-end"] =
      file_of(2, {patched(inner(3, {{"m", 4}}), kPageHeaderBytes + 8, "\xff\x7f")});
  seeds["inner-leaves-swapped"] = file_of(2, {inner(3, {{"m", 4}}), m, a}, 4);
  seeds["inner-leaf-twice"] = file_of(2, {inner(3, {{"b", 3}}), a}, 4);
}

// check() looks further into nodes that are full enough.
void add_checked(fuzz::Seeds& seeds) {
  const std::string ab = long_leaf("ab"), a = long_leaf("a"), m = long_leaf("m");
  seeds["checked-whole"] = file_of(2, {inner(3, {{"m", 4}}), a, m}, 2);
  seeds["checked-leaf-twice"] = file_of(2, {inner(3, {{"m", 3}}), a}, 2);
  seeds["checked-page-lost"] = file_of(2, {inner(3, {{"m", 4}}), a, m, std::string()}, 2);
  seeds["checked-separators-in-disorder"] =
      file_of(2, {inner(3, {{"m", 4}, {"b", 5}}), a, m, m}, 3);
  seeds["checked-key-out-of-bounds"] = file_of(2, {inner(3, {{"b", 4}}), long_leaf("ac"), m}, 3);
  seeds["checked-separator-out-of-bounds"] = file_of(
      2, {inner(3, {{"m", 4}}), inner(5, {{"n" + long_key('n').substr(1), 6}}), m, a, a}, 3);
  seeds["checked-depth-differs"] =
      file_of(2, {inner(3, {{"m", 4}}), a, inner(5, {{long_key('n'), 6}}), m, long_leaf("o")}, 3);
}

}  // namespace
}  // namespace engine

int main(int argc, char** argv) {
  engine::fuzz::Seeds seeds;
  engine::add_written(seeds);
  engine::add_metas(seeds);
  engine::add_free_lists(seeds);
  engine::add_leaves(seeds);
  engine::add_chains(seeds);
  engine::add_inner_nodes(seeds);
  engine::add_checked(seeds);
  return engine::fuzz::write_seeds(argc, argv, seeds);
}
