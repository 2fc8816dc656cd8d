#include "harness/builds/library_build.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "allocators/elf_note.h"
#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/testing/test_build_folder.h"

namespace heapdyno {
namespace {

TEST(LibraryBuild, IsItsBuildId) {
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  const engine::Result<std::string> id = build_id_of_file(self);
  ASSERT_TRUE(id.is_ok());
  ASSERT_FALSE(id->empty()) << "linked with --build-id";
  EXPECT_EQ(build_of_library(self), *id);
}

TEST(LibraryBuild, WithoutABuildIdItIsWhatItHolds) {
  const TemporaryFolder folder("/tmp");
  const std::string path = folder.path() + "/lib.so";
  write_file(path, "one");
  const std::string one = build_of_library(path);
  EXPECT_EQ(one.size(), 16u);
  write_file(path, "two");
  EXPECT_NE(build_of_library(path), one);
  write_file(path, "one");
  EXPECT_EQ(build_of_library(path), one);
}

TEST(LibraryBuild, AFileThatIsNotThereIsNamed) {
  EXPECT_THROW(build_of_library("/nowhere/lib.so"), Error);
}

}  // namespace
}  // namespace heapdyno
