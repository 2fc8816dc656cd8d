#include "engine/memory/file_bytes.h"

#include <gtest/gtest.h>

#include <string>

#include "engine/base/memory_file_system.h"

namespace engine {
namespace {

static_assert(FileOfBytes<ReadFile>);
static_assert(FileOfBytes<MappedFile>);

template <typename F>
class FileBytesTest : public testing::Test {
 protected:
  FileBytesTest() {
    EXPECT_TRUE(files.create("file").is_ok());
    for (int i = 0; i < 10000; ++i) text += static_cast<char>(i % 251);
    EXPECT_TRUE(files.replace_contents("file", text).is_ok());
  }
  Result<F> open() { return F::open(*files.open("file")); }

  MemoryFileSystem files;
  std::string text;
};
using FileBytesAlternatives = testing::Types<ReadFile, MappedFile>;
TYPED_TEST_SUITE(FileBytesTest, FileBytesAlternatives);

TYPED_TEST(FileBytesTest, SlicesAreTheFilesBytes) {
  const Result<TypeParam> file = this->open();
  ASSERT_TRUE(file.is_ok());
  EXPECT_EQ(file->size(), this->text.size());
  char buffer[100];
  for (const uint64_t offset : {0, 1, 5000, 9950, 9999, 10000, 20000}) {
    const std::string expected =
        offset < this->text.size() ? this->text.substr(offset, sizeof buffer) : "";
    EXPECT_EQ(file->slice(offset, sizeof buffer)->view, expected);
    const Result<size_t> got = file->read(offset, sizeof buffer, buffer);
    EXPECT_EQ(std::string_view(buffer, *got), expected);
  }
  EXPECT_FALSE(file->is_damaged());
}

TYPED_TEST(FileBytesTest, ASliceOutlivesItsFile) {
  Result<TypeParam> file = this->open();
  ASSERT_TRUE(file.is_ok());
  const FileSlice slice = *file->slice(1000, 2000);
  { const TypeParam closed = *std::move(file); }
  EXPECT_TRUE(this->files.remove("file").is_ok());
  EXPECT_EQ(slice.view, this->text.substr(1000, 2000));
}

TYPED_TEST(FileBytesTest, AnErrorOfTheFileIsGiven) {
  this->files.fail(MemoryFileSystem::Operation::kRead, 1, MemoryFileSystem::kForever);
  const Result<TypeParam> file = this->open();
  EXPECT_FALSE(file.is_ok() && file->slice(0, 100).is_ok());
}

}  // namespace
}  // namespace engine
