// Page files that cannot be, with right checksums: the tree says so, and neither crashes nor goes round
// for ever. The fuzz target btree_fuzz.cc looks for more of them.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "engine/store/btree_test_support.h"

namespace engine::btree_test {
namespace {

class BTreeDamageTest : public testing::Test {
 protected:
  static LeafEntry entry_of(std::string_view key, Sequence sequence = 1) {
    return {Bytes::copy_of(key), make_tag(sequence, Kind::kPut), Bytes::copy_of("v"), kNoPage, 0};
  }
  static LeafEntry chained(std::string_view key, PageId chain, uint64_t bytes) {
    return {Bytes::copy_of(key), make_tag(1, Kind::kPut), Bytes(), chain, bytes};
  }

  template <typename Node>
  void write(const Node& node) {
    std::string page;
    begin_page(page);
    node.encode(page);
    write(Node::kKind, node.count(), std::move(page));
  }
  void write(PageKind kind, size_t count, std::string page) {
    page.resize(kPageBytes);
    const PageId id = file_->allocate();
    ASSERT_TRUE(file_->write(id, kind, static_cast<uint16_t>(count), page.data()).is_ok());
  }
  void leaf(const std::vector<LeafEntry>& entries) {
    LeafNode node;
    for (const LeafEntry& entry : entries) node.insert(node.count(), entry);
    write(node);
  }
  void inner(PageId left, std::string_view separator, PageId right) {
    InnerNode node;
    node.children.push_back(left);
    node.insert(0, Separator{Bytes::copy_of(separator), make_tag(1, Kind::kPut)}, right);
    write(node);
  }
  void overflow(PageId next, std::string_view part) {
    std::string page(kPageHeaderBytes, '\0');
    put_fixed64(page, next);
    write(PageKind::kOverflow, part.size(), page.append(part));
  }

  // The tree whose root is the first page that was written.
  std::unique_ptr<BTree> open() {
    EXPECT_TRUE(file_->checkpoint(kFirstPage, 9, 1).is_ok());
    return open_tree(files_);
  }

  static std::string walk(const BTree& tree, bool forward) {
    BTreeIterator it = tree.iterate();
    size_t steps = 0;
    if (forward) {
      for (it.seek_to_first(); it.valid() && steps < 100; it.next()) ++steps;
    } else {
      for (it.seek_to_last(); it.valid() && steps < 100; it.prev()) ++steps;
    }
    EXPECT_LT(steps, 100u) << "it goes round";
    return it.status().to_string();
  }
  static std::string get_status(const BTree& tree, std::string_view key, Sequence sequence) {
    return tree.get(key, [&] { return sequence; }).status().to_string();
  }

  MemoryFileSystem files_;
  std::unique_ptr<PageFile> file_ = PageFile::open(files_, "tree").value();
};

TEST_F(BTreeDamageTest, ALeafWithoutEntriesBelowTheRootIsCorruption) {
  inner(3, "b", 4);
  leaf({entry_of("b", 9)});
  leaf({});
  const auto tree = open();
  const std::string problem = "corruption: tree: page 4 at offset 16384: a leaf without entries";
  EXPECT_EQ(get_status(*tree, "b", 5), problem) << "an older version would be in the next leaf";
  EXPECT_EQ(walk(*tree, true), problem);
  EXPECT_EQ(walk(*tree, false), problem);
}

TEST_F(BTreeDamageTest, AWalkOverLeavesInDisorderEnds) {
  inner(3, "m", 4);
  leaf({entry_of("a")});
  leaf({entry_of("a")});
  const auto tree = open();
  EXPECT_EQ(walk(*tree, true), "corruption: tree: page 4 at offset 16384: keys in disorder");
  EXPECT_FALSE(tree->check().is_ok());
}

TEST_F(BTreeDamageTest, AWalkBackOverLeavesInDisorderEnds) {
  inner(3, "m", 4);
  leaf({entry_of("n")});
  leaf({entry_of("n")});
  EXPECT_EQ(walk(*open(), false), "corruption: tree: page 3 at offset 12288: keys in disorder");
}

TEST_F(BTreeDamageTest, AWalkOverALeafInDisorderEnds) {
  leaf({entry_of("b"), entry_of("a")});
  EXPECT_EQ(walk(*open(), true), "corruption: tree: page 2 at offset 8192: keys in disorder");
}

TEST_F(BTreeDamageTest, AChainThatGoesRoundByteByByteIsRefused) {
  leaf({chained("k", 3, 2000)});
  overflow(3, "x");
  const auto tree = open();
  const std::string problem = "corruption: tree: page 3 at offset 12288: malformed overflow page";
  EXPECT_EQ(get_status(*tree, "k", 9), problem);
  EXPECT_EQ(walk(*tree, true), problem);
  EXPECT_EQ(tree->check().to_string(), problem);
}

TEST_F(BTreeDamageTest, NodesBelowEachOtherWithoutEndAreNotFollowed) {
  constexpr PageId kDeep = 50;
  for (PageId id = kFirstPage; id < kDeep; ++id) {
    inner(id + 1, std::string(kMaxTreeKeyBytes, static_cast<char>('z' - id)), id + 1);
  }
  leaf({entry_of("0")});
  const auto tree = open();
  EXPECT_NE(tree->check().to_string().find("a path that does not end"), std::string::npos);
  EXPECT_NE(walk(*tree, true).find("a path that does not end"), std::string::npos);
  EXPECT_NE(get_status(*tree, "0", 9).find("a path that does not end"), std::string::npos);
}

}  // namespace
}  // namespace engine::btree_test
