#include "engine/store/page_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "engine/base/coding.h"
#include "engine/base/memory_file_system.h"
#include "engine/base/random.h"
#include "engine/base/test_seed.h"

namespace engine {
namespace {

class PageFileTest : public testing::Test {
 protected:
  std::unique_ptr<PageFile> open() {
    Result<std::unique_ptr<PageFile>> file = PageFile::open(files_, "pages");
    EXPECT_TRUE(file.is_ok()) << file.status().to_string();
    return file.is_ok() ? std::move(*file) : nullptr;
  }
  Status open_status() { return PageFile::open(files_, "pages").status(); }

  static Status write(PageFile& file, PageId id, char fill) {
    char page[kPageBytes];
    std::memset(page, fill, sizeof page);
    return file.write(id, PageKind::kLeaf, 1, page);
  }
  // The fill byte, or '?' where the page cannot be read.
  static char read(const PageFile& file, PageId id) {
    char page[kPageBytes];
    const Result<PageHeader> header = file.read(id, page);
    return header.is_ok() && header->kind == PageKind::kLeaf ? page[kPageBytes - 1] : '?';
  }
  void flip(uint64_t offset) {
    std::string bytes = *files_.contents("pages");
    bytes[offset] = static_cast<char>(bytes[offset] ^ 1);
    ASSERT_TRUE(files_.replace_contents("pages", std::move(bytes)).is_ok());
  }

  MemoryFileSystem files_;
};

TEST(Page, EveryFlippedByteIsFound) {
  char page[kPageBytes];
  std::memset(page, 'x', sizeof page);
  seal_page(page, 5, {PageKind::kInner, 513, 77});
  PageHeader header;
  ASSERT_EQ(open_page(page, 5, header), nullptr);
  EXPECT_EQ(header.kind, PageKind::kInner);
  EXPECT_EQ(header.count, 513);
  EXPECT_EQ(header.generation, 77u);
  EXPECT_NE(open_page(page, 6, header), nullptr) << "in another place";
  for (size_t i = 0; i < kPageBytes; ++i) {
    for (const char flipped : {1, 64, -128}) {
      page[i] = static_cast<char>(page[i] ^ flipped);
      EXPECT_NE(open_page(page, 5, header), nullptr) << "byte " << i;
      page[i] = static_cast<char>(page[i] ^ flipped);
    }
  }
}

TEST_F(PageFileTest, ANewFileIsEmptyAndDurable) {
  EXPECT_EQ(open()->state().root, kNoPage);
  files_.crash(MemoryFileSystem::Unsynced::kLost);
  const auto file = open();
  EXPECT_EQ(file->state().sequence, 0u);
  EXPECT_EQ(file->allocate(), kFirstPage);
}

TEST_F(PageFileTest, ACheckpointIsWhatComesBack) {
  auto file = open();
  const PageId a = file->allocate(), b = file->allocate();
  ASSERT_TRUE(write(*file, a, 'a').is_ok() && write(*file, b, 'b').is_ok());
  EXPECT_EQ(read(*file, a), 'a');
  ASSERT_TRUE(file->checkpoint(b, 42, 7).is_ok());
  files_.crash(MemoryFileSystem::Unsynced::kLost);
  file = open();
  EXPECT_EQ(file->state().root, b);
  EXPECT_EQ(file->state().sequence, 42u);
  EXPECT_EQ(file->state().entries, 7u);
  EXPECT_FALSE(file->fell_back());
  EXPECT_EQ(read(*file, a), 'a');
  EXPECT_EQ(read(*file, b), 'b');
}

TEST_F(PageFileTest, AFreedPageIsTakenAgainOnlyAfterACheckpoint) {
  auto file = open();
  const PageId a = file->allocate();
  ASSERT_TRUE(write(*file, a, 'a').is_ok() && file->checkpoint(a, 1, 1).is_ok());
  file->free(a);
  const PageId b = file->allocate();
  EXPECT_NE(b, a);
  ASSERT_TRUE(write(*file, b, 'b').is_ok() && file->checkpoint(b, 2, 1).is_ok());
  EXPECT_EQ(file->allocate(), a);
  EXPECT_EQ(open()->allocate(), a) << "the free list is in the file";
}

// Random use: pages of the last checkpoint are never handed out, and all pages are accounted for.
TEST_F(PageFileTest, NeverGivesAPageThatTheLastCheckpointHas) {
  Random random(test_seed());
  auto file = open();
  std::set<PageId> used, durable;
  for (uint64_t round = 1; round < 60; ++round) {
    for (uint64_t n = random.below(round == 20 ? 3000 : 60); n > 0; --n) {
      if (!used.empty() && random.below(2) == 0) {
        const auto victim = std::next(
            used.begin(), static_cast<ptrdiff_t>(random.below(std::min<size_t>(used.size(), 50))));
        file->free(*victim);
        used.erase(victim);
      } else {
        const PageId id = file->allocate();
        ASSERT_TRUE(used.insert(id).second);
        ASSERT_EQ(durable.count(id), 0u);
        if (random.below(3) != 0) {
          ASSERT_TRUE(write(*file, id, 'x').is_ok());
        }
      }
    }
    for (const PageId id : used) {
      if (durable.count(id) == 0) {
        ASSERT_TRUE(write(*file, id, 'x').is_ok());
      }
    }
    ASSERT_TRUE(file->checkpoint(used.empty() ? kNoPage : *used.begin(), round, 0).is_ok());
    durable = used;
    if (random.below(3) == 0) file = open();
    std::vector<PageId> unused = file->unused_pages();
    std::sort(unused.begin(), unused.end());
    ASSERT_EQ(std::unique(unused.begin(), unused.end()), unused.end());
    ASSERT_EQ(unused.size() + used.size() + kFirstPage, file->pages());
    for (const PageId id : unused) ASSERT_EQ(used.count(id), 0u);
  }
}

TEST_F(PageFileTest, ADamagedNewerMetaFallsBackToTheOlder) {
  auto file = open();
  const PageId a = file->allocate();
  ASSERT_TRUE(write(*file, a, 'a').is_ok() && file->checkpoint(a, 1, 1).is_ok());
  const PageId b = file->allocate();
  ASSERT_TRUE(write(*file, b, 'b').is_ok() && file->checkpoint(b, 2, 2).is_ok());
  const uint64_t newer = open()->state().generation % 2 * kPageBytes;
  flip(newer + 100);
  file = open();
  EXPECT_TRUE(file->fell_back());
  EXPECT_EQ(file->state().root, a);
  EXPECT_EQ(read(*file, a), 'a');
  EXPECT_EQ(read(*file, b), '?') << "a page of a checkpoint that is not there any more";
  flip(kPageBytes - newer + 100);
  EXPECT_EQ(open_status().code(), Code::kCorruption);
  EXPECT_EQ(open_status().message(), "pages: page 0 at offset 0: page checksum mismatch");
}

TEST_F(PageFileTest, AFileThatIsCutShortIsRefused) {
  auto file = open();
  const PageId a = file->allocate();
  ASSERT_TRUE(write(*file, a, 'a').is_ok() && file->checkpoint(a, 1, 1).is_ok());
  const std::string whole = *files_.contents("pages");
  for (size_t size = 0; size < whole.size(); size += 512) {
    ASSERT_TRUE(files_.replace_contents("pages", whole.substr(0, size)).is_ok());
    const auto cut = PageFile::open(files_, "pages");
    if (cut.is_ok()) {
      EXPECT_EQ((*cut)->state().sequence, 0u) << "the older meta needs less";
    } else {
      EXPECT_EQ(cut.status().code(), Code::kCorruption);
    }
  }
}

// A meta that says what cannot be, with a good checksum.
TEST_F(PageFileTest, FieldsThatTheFileCannotBackAreRefused) {
  open();
  PageFileState state;
  state.generation = 9;
  const auto status_of = [&](PageFileState forged) {
    std::string bytes = *files_.contents("pages");
    encode_meta(bytes.data(), 0, forged);
    EXPECT_TRUE(files_.replace_contents("pages", std::move(bytes)).is_ok());
    return open_status();
  };
  EXPECT_TRUE(status_of(state).is_ok());
  state.sequence = UINT64_MAX;
  EXPECT_TRUE(status_of(state).is_ok() && open()->fell_back()) << "no write has such a number";
  state.sequence = 0;
  state.pages = uint64_t{1} << 50;
  EXPECT_EQ(status_of(state).code(), Code::kCorruption);
  state.free_list = 1000;
  EXPECT_EQ(status_of(state).code(), Code::kCorruption);
}

TEST_F(PageFileTest, AFreeListThatGoesRoundIsRefused) {
  auto file = open();
  const PageId a = file->allocate();
  file->free(a);
  ASSERT_TRUE(file->checkpoint(kNoPage, 1, 0).is_ok());
  const PageId list = file->state().free_list;
  std::string bytes = *files_.contents("pages");
  char* const page = bytes.data() + list * kPageBytes;
  encode_fixed64(page + kPageHeaderBytes, list);
  seal_page(page, list, {PageKind::kFreelist, 0, 2});
  ASSERT_TRUE(files_.replace_contents("pages", bytes).is_ok());
  EXPECT_EQ(open_status().code(), Code::kCorruption);
}

}  // namespace
}  // namespace engine
