#include "engine/store/read_ahead.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/memory_file_system.h"
#include "engine/base/random.h"
#include "engine/base/test_seed.h"

namespace engine {
namespace {

using Operation = MemoryFileSystem::Operation;

class ReadAheadTest : public ::testing::Test {
 protected:
  ReadAheadTest() {
    Random random(test_seed());
    for (int i = 0; i < 1'000'000; ++i) text_.push_back(static_cast<char>(random.next()));
    EXPECT_TRUE(files_.create("file").is_ok());
    EXPECT_TRUE(files_.replace_contents("file", text_).is_ok());
  }
  FileBytes open() { return *FileBytes::open(*files_.open("file")); }

  MemoryFileSystem files_;
  std::string text_;
};

TEST_F(ReadAheadTest, SlicesAreTheFilesBytesAndTheSystemIsAskedSeldom) {
  const FileBytes file = open();
  const uint64_t before = files_.count(Operation::kRead);
  ReadAhead ahead;
  Random random(test_seed());
  for (size_t at = 0; at < text_.size();) {
    const size_t n = 1 + random.below(9000);
    const Result<FileSlice> slice = ahead.slice(file, at, n);
    ASSERT_TRUE(slice.is_ok());
    ASSERT_EQ(slice->view, std::string_view(text_).substr(at, n));
    at += n;
  }
  EXPECT_LE(files_.count(Operation::kRead) - before, 20u);
}

TEST_F(ReadAheadTest, AnyOrderAndSizeWill) {
  const FileBytes file = open();
  ReadAhead ahead;
  Random random(test_seed());
  for (int i = 0; i < 200; ++i) {
    const size_t at = random.below(text_.size() + 1000);
    const size_t n = random.below(4) == 0 ? random.below(600'000) : random.below(9000);
    const Result<FileSlice> slice = ahead.slice(file, at, n);
    ASSERT_TRUE(slice.is_ok());
    ASSERT_EQ(slice->view, at < text_.size() ? std::string_view(text_).substr(at, n) : "");
  }
}

TEST_F(ReadAheadTest, ASliceThatIsHeldIsNotReadOver) {
  const FileBytes file = open();
  std::vector<FileSlice> held;
  {
    ReadAhead ahead;
    for (size_t at = 0; at < text_.size(); at += 100'000)
      held.push_back(*ahead.slice(file, at, 5000));
  }
  for (size_t i = 0; i < held.size(); ++i)
    EXPECT_EQ(held[i].view, std::string_view(text_).substr(i * 100'000, 5000));
}

TEST_F(ReadAheadTest, AnErrorIsGivenAndForgotten) {
  const FileBytes file = open();
  ReadAhead ahead;
  ASSERT_TRUE(ahead.slice(file, 0, 100).is_ok());
  files_.fail(Operation::kRead, 1);
  EXPECT_EQ(ahead.slice(file, 500'000, 100).status().code(), Code::kIoError);
  EXPECT_EQ(ahead.slice(file, 0, 100)->view, std::string_view(text_).substr(0, 100));
}

}  // namespace
}  // namespace engine
