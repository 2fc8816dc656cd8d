// What both file systems promise, and what only a real one can show.
#include "engine/base/file_system.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>

#include "engine/base/memory_file_system.h"
#include "engine/base/test_folder.h"

namespace engine {
namespace {

class PosixFixture {
 public:
  FileSystem& system() { return posix_file_system(); }
  const std::string& folder() const { return folder_.path(); }

 private:
  TestFolder folder_;
};

class MemoryFixture {
 public:
  MemoryFixture() { EXPECT_TRUE(system_.create_directory(folder_).is_ok()); }
  FileSystem& system() { return system_; }
  const std::string& folder() const { return folder_; }

 private:
  MemoryFileSystem system_;
  std::string folder_ = "/data";
};

template <typename Fixture>
class FileSystemTest : public testing::Test {
 protected:
  FileSystem& system() { return fixture_.system(); }
  std::string path(const std::string& name) const { return fixture_.folder() + "/" + name; }

  void write(const std::string& name, std::string_view text) {
    auto file = system().create(path(name));
    ASSERT_TRUE(file.is_ok()) << file.status().to_string();
    ASSERT_TRUE((*file)->append(text).is_ok());
    ASSERT_TRUE((*file)->close().is_ok());
  }

  std::string read(const std::string& name, uint64_t offset = 0, size_t n = 1 << 20) {
    const auto file = system().open(path(name));
    if (!file.is_ok()) return file.status().to_string();
    std::string bytes(n, '\0');
    const Result<size_t> got = (*file)->read(offset, n, bytes.data());
    if (!got.is_ok()) return got.status().to_string();
    bytes.resize(*got);
    return bytes;
  }

  std::vector<std::string> names() {
    auto names = system().list(fixture_.folder());
    EXPECT_TRUE(names.is_ok());
    std::sort(names->begin(), names->end());
    return *names;
  }

  Fixture fixture_;
};

using Fixtures = testing::Types<PosixFixture, MemoryFixture>;
TYPED_TEST_SUITE(FileSystemTest, Fixtures);

TYPED_TEST(FileSystemTest, ReadsWhatWasWritten) {
  this->write("a", "hello");
  EXPECT_EQ(this->read("a"), "hello");
  EXPECT_EQ(this->read("a", 1, 3), "ell");
  EXPECT_EQ(this->read("a", 3, 100), "lo");
  EXPECT_EQ(this->read("a", 9), "");
  EXPECT_EQ(*(*this->system().open(this->path("a")))->size(), 5u);
}

TYPED_TEST(FileSystemTest, WritesPiecesOfEverySizeInOrder) {
  std::string all;
  auto file = this->system().create(this->path("a"));
  for (const size_t size : {1u, 100u, 65535u, 1u, 65536u, 65537u, 200000u, 3u}) {
    const std::string piece(size, static_cast<char>('a' + all.size() % 26));
    ASSERT_TRUE((*file)->append(piece).is_ok());
    all += piece;
  }
  ASSERT_TRUE((*file)->sync().is_ok());
  EXPECT_EQ(this->read("a"), all);
  ASSERT_TRUE((*file)->append("more").is_ok());
  ASSERT_TRUE((*file)->flush().is_ok());
  EXPECT_EQ(this->read("a"), all + "more");
}

TYPED_TEST(FileSystemTest, CreateEmptiesAFileThatIsThere) {
  this->write("a", "long text");
  this->write("a", "new");
  EXPECT_EQ(this->read("a"), "new");
}

TYPED_TEST(FileSystemTest, AFileThatIsUsedAgainIsWhatWasWrittenOverIt) {
  const std::string longer(200'000, 'n');
  for (const std::string& text : {std::string("new"), std::string(), longer}) {
    this->write("old", "what was there");
    auto file = this->system().reuse(this->path("old"), this->path("new"));
    ASSERT_TRUE(file.is_ok()) << file.status().to_string();
    EXPECT_EQ(this->names(), std::vector<std::string>{"new"});
    EXPECT_EQ(this->read("new"), "what was there");
    ASSERT_TRUE((*file)->append(text).is_ok());
    if (text == "new") {
      ASSERT_TRUE((*file)->flush().is_ok());
      EXPECT_EQ(this->read("new"), "newt was there");
      ASSERT_TRUE((*file)->sync().is_ok());
      EXPECT_EQ(this->read("new"), "new");
      ASSERT_TRUE((*file)->append(" and more").is_ok());
    }
    ASSERT_TRUE((*file)->close().is_ok());
    EXPECT_EQ(this->read("new"), text == "new" ? "new and more" : text);
  }
}

TYPED_TEST(FileSystemTest, AFileThatIsNotThereIsNotFound) {
  EXPECT_TRUE(this->system().open(this->path("a")).status().is_not_found());
  EXPECT_TRUE(this->system().remove(this->path("a")).is_not_found());
  EXPECT_TRUE(this->system().rename(this->path("a"), this->path("b")).is_not_found());
  EXPECT_TRUE(this->system().truncate(this->path("a"), 0).is_not_found());
  EXPECT_TRUE(this->system().reuse(this->path("a"), this->path("b")).status().is_not_found());
  EXPECT_TRUE(this->system().create(this->path("nowhere/a")).status().is_not_found());
  EXPECT_TRUE(this->system().list(this->path("nowhere")).status().is_not_found());
}

TYPED_TEST(FileSystemTest, ListsRenamesAndRemoves) {
  this->write("a", "1");
  this->write("b", "2");
  ASSERT_TRUE(this->system().create_directory(this->path("folder")).is_ok());
  ASSERT_TRUE(this->system().create_directory(this->path("folder")).is_ok());
  EXPECT_EQ(this->names(), (std::vector<std::string>{"a", "b", "folder"}));
  ASSERT_TRUE(this->system().rename(this->path("a"), this->path("b")).is_ok());
  EXPECT_EQ(this->read("b"), "1");
  EXPECT_EQ(this->names(), (std::vector<std::string>{"b", "folder"}));
  ASSERT_TRUE(this->system().remove(this->path("b")).is_ok());
  EXPECT_EQ(this->names(), (std::vector<std::string>{"folder"}));
  EXPECT_TRUE(this->system().sync_directory(this->path("folder")).is_ok());
}

TYPED_TEST(FileSystemTest, AnOpenFileOutlivesItsName) {
  this->write("a", "still here");
  const auto file = this->system().open(this->path("a"));
  ASSERT_TRUE(this->system().remove(this->path("a")).is_ok());
  char bytes[5];
  EXPECT_EQ(*(*file)->read(0, 5, bytes), 5u);
  EXPECT_EQ(std::string_view(bytes, 5), "still");
}

TYPED_TEST(FileSystemTest, AMappingHasTheBytesAndOutlivesTheFile) {
  const std::string text(10000, 'x');
  this->write("file", text + "end");
  this->write("empty", "");
  const auto map = [&](const char* name) {
    return *(*this->system().open(this->path(name)))->map();  // closes the file
  };
  const std::shared_ptr<const Mapping> mapping = map("file");
  ASSERT_TRUE(this->system().remove(this->path("file")).is_ok());
  mapping->expect_random();
  EXPECT_EQ(mapping->view(), text + "end");
  EXPECT_FALSE(mapping->is_damaged());
  EXPECT_EQ(map("empty")->view(), "");
}

TYPED_TEST(FileSystemTest, ASharedMappingIsTheFile) {
  {
    const auto mapping = *this->system().map_shared(this->path("file"), 10000);
    ASSERT_EQ(mapping->size(), 10000u);
    EXPECT_EQ(std::string(mapping->data(), 10000), std::string(10000, '\0'));
    mapping->data()[9000] = 'x';
    EXPECT_EQ(this->read("file", 9000, 1), "x");
  }
  EXPECT_EQ(this->read("file", 9000, 1), "x");
  EXPECT_EQ((*this->system().map_shared(this->path("file"), 20000))->data()[9000], 'x');
  EXPECT_EQ(this->read("file").size(), 20000u);
  EXPECT_EQ((*this->system().map_shared(this->path("file"), 9001))->data()[9000], 'x');
  EXPECT_EQ(this->read("file").size(), 9001u);
}

TYPED_TEST(FileSystemTest, AReadWriteFileIsWrittenAnywhereAndKeepsWhatItHad) {
  auto file = this->system().open_read_write(this->path("a"));
  ASSERT_TRUE(file.is_ok()) << file.status().to_string();
  EXPECT_EQ(*(*file)->size(), 0u);
  ASSERT_TRUE((*file)->write(0, "0123456789").is_ok());
  ASSERT_TRUE((*file)->write(3, "xyz").is_ok());
  ASSERT_TRUE((*file)->write(12, "end").is_ok());
  ASSERT_TRUE((*file)->sync().is_ok());
  EXPECT_EQ(*(*file)->size(), 15u);
  const std::string expected("012xyz6789\0\0end", 15);
  EXPECT_EQ(this->read("a"), expected);
  *file = std::move(*this->system().open_read_write(this->path("a")));
  char bytes[100];
  EXPECT_EQ(*(*file)->read(2, 3, bytes), 3u);
  EXPECT_EQ(std::string_view(bytes, 3), "2xy");
  EXPECT_EQ(*(*file)->read(0, sizeof bytes, bytes), 15u);
  EXPECT_EQ(*(*file)->read(15, 1, bytes), 0u);
  EXPECT_TRUE(this->system().open_read_write(this->path("nowhere/a")).status().is_not_found());
}

TYPED_TEST(FileSystemTest, TruncateCutsTheEnd) {
  this->write("a", "record|torn");
  ASSERT_TRUE(this->system().truncate(this->path("a"), 7).is_ok());
  EXPECT_EQ(this->read("a"), "record|");
}

TYPED_TEST(FileSystemTest, ALockHasOneHolder) {
  auto lock = this->system().lock(this->path("LOCK"));
  ASSERT_TRUE(lock.is_ok());
  const auto second = this->system().lock(this->path("LOCK"));
  EXPECT_EQ(second.status().code(), Code::kIoError);
  EXPECT_NE(second.status().message().find("LOCK"), std::string::npos);
  lock->reset();
  EXPECT_TRUE(this->system().lock(this->path("LOCK")).is_ok());
}

TYPED_TEST(FileSystemTest, AClosedFileTakesNoMoreButMayBeClosedAgain) {
  auto file = this->system().create(this->path("a"));
  ASSERT_TRUE((*file)->close().is_ok());
  ASSERT_TRUE((*file)->close().is_ok());
  Status status = (*file)->append("x");
  if (status.is_ok()) status = (*file)->flush();
  EXPECT_EQ(status.code(), Code::kIoError);
}

TEST(PosixFileSystem, AFileWithAnotherNameIsNotWrittenOver) {
  const TestFolder folder;
  auto file = posix_file_system().create(folder.file("table"));
  ASSERT_TRUE((*file)->append("kept").is_ok());
  ASSERT_TRUE((*file)->close().is_ok());
  ASSERT_EQ(::link(folder.file("table").c_str(), folder.file("backup").c_str()), 0);
  const Status status =
      posix_file_system().reuse(folder.file("table"), folder.file("next")).status();
  EXPECT_EQ(status.code(), Code::kIoError);
  EXPECT_NE(status.message().find("another name"), std::string::npos) << status.to_string();
  for (const char* gone : {"table", "next"})
    EXPECT_TRUE(posix_file_system().open(folder.file(gone)).status().is_not_found());
  char bytes[10];
  EXPECT_EQ(*(*posix_file_system().open(folder.file("backup")))->read(0, sizeof bytes, bytes), 4u);
}

TEST(PosixFileSystem, AnErrorNamesThePathAndTheSystemsWords) {
  if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "needs /dev/full";
  auto file = posix_file_system().create("/dev/full");
  ASSERT_TRUE(file.is_ok()) << file.status().to_string();
  ASSERT_TRUE((*file)->append("x").is_ok());
  EXPECT_EQ((*file)->flush().message(), "/dev/full: write: No space left on device");
}

class PosixMappingTest : public FileSystemTest<PosixFixture> {
 protected:
  static constexpr size_t kBytes = 1 << 20;
  std::shared_ptr<const Mapping> map_file_of(char c) {
    write("file", std::string(kBytes, c));
    return *(*system().open(path("file")))->map();
  }
};

TEST_F(PosixMappingTest, WhatWasCutOffReadsAsZerosAndIsDamage) {
  const std::shared_ptr<const Mapping> cut = map_file_of('a');
  ASSERT_TRUE(system().truncate(path("file"), kBytes / 2).is_ok());
  const std::shared_ptr<const Mapping> whole = *(*system().open(path("file")))->map();
  EXPECT_EQ(cut->view()[0], 'a');
  EXPECT_FALSE(cut->is_damaged());
  EXPECT_EQ(std::count(cut->view().begin(), cut->view().end(), '\0'), kBytes / 2);
  EXPECT_TRUE(cut->is_damaged());
  EXPECT_EQ(whole->view(), std::string(kBytes / 2, 'a'));
  EXPECT_FALSE(whole->is_damaged());
}

TEST_F(PosixMappingTest, DamageIsForgottenWithItsMapping) {
  for (int i = 0; i < 3; ++i) {
    const std::shared_ptr<const Mapping> mapping = map_file_of('a');
    EXPECT_FALSE(mapping->is_damaged());
    ASSERT_TRUE(system().truncate(path("file"), 0).is_ok());
    EXPECT_EQ(mapping->view()[kBytes - 1], '\0');
    EXPECT_TRUE(mapping->is_damaged());
  }
}

// Memory that is nobody's mapping: the process ends, as it would without the handler (under a sanitizer by
// the sanitizer's).
TEST_F(PosixMappingTest, AnotherBusErrorIsNotMended) {
  const std::shared_ptr<const Mapping> mapping = map_file_of('a');
  EXPECT_DEATH(::raise(SIGBUS), "");
  const auto touch_beyond_its_file = [&] {
    const int file = ::open(path("file").c_str(), O_RDONLY);
    const auto* bytes = static_cast<const volatile char*>(
        ::mmap(nullptr, 2 * kBytes, PROT_READ, MAP_SHARED, file, 0));
    ::_exit(bytes[kBytes + kBytes / 2]);
  };
  EXPECT_DEATH(touch_beyond_its_file(), "");
}

}  // namespace
}  // namespace engine
