#include "engine/db/version_set.h"

#include <gtest/gtest.h>

#include "engine/base/memory_file_system.h"

namespace engine {
namespace {

using Operation = MemoryFileSystem::Operation;

class VersionSetTest : public ::testing::Test {
 protected:
  VersionSetTest() { options_.file_system = &files_; }
  void SetUp() override { ASSERT_TRUE(files_.create_directory("db").is_ok()); }

  static VersionEdit edit_to(Sequence last) {
    VersionEdit edit;
    edit.last_sequence = last;
    return edit;
  }
  Result<Sequence> recovered() {
    VersionSet set(options_, names_, counters_);
    RETURN_IF_ERROR(set.recover());
    return set.last_sequence();
  }

  MemoryFileSystem files_;
  Options options_;
  const FileNames names_{"db"};
  Counters counters_;
};

TEST_F(VersionSetTest, WhatWasCommittedIsRecovered) {
  VersionSet set(options_, names_, counters_);
  ASSERT_TRUE(set.commit(edit_to(7)).is_ok());
  ASSERT_TRUE(set.commit(edit_to(9)).is_ok());
  EXPECT_EQ(*recovered(), 9u);
}

// What follows a record that is not whole would not be found; a manifest that CURRENT does not name is not
// looked at.
TEST_F(VersionSetTest, AfterAnErrorNothingIsCommitted) {
  for (const Operation operation : {Operation::kSync, Operation::kFlush, Operation::kRename}) {
    SCOPED_TRACE(static_cast<int>(operation));
    options_.manifest_bytes = operation == Operation::kRename ? 0 : 1 << 20;
    VersionSet set(options_, names_, counters_);
    ASSERT_TRUE(set.commit(edit_to(6)).is_ok());
    ASSERT_TRUE(set.commit(edit_to(7)).is_ok());
    // The next one begins a manifest, where they are short.
    files_.fail(operation, 1);
    const Status failed = set.commit(edit_to(8));
    EXPECT_EQ(failed.code(), Code::kIoError);
    EXPECT_EQ(set.commit(edit_to(9)).to_string(), failed.to_string());
    EXPECT_LT(*recovered(), 9u);
  }
}

}  // namespace
}  // namespace engine
