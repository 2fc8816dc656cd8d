#include "harness/record/record_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/error.h"
#include "harness/base/folder.h"
#include "harness/testing/test_records.h"

namespace heapdyno {
namespace {

using ::testing::HasSubstr;
using Existing = RecordWriter::Existing;

class RecordFile : public ::testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/run.jsonl"; }

  void append_text(const std::string& text) {
    std::ofstream(path(), std::ios::app | std::ios::binary) << text;
  }

  template <typename Action>
  static std::string message(Action action) {
    try {
      action();
      return "no error";
    } catch (const Error& error) {
      return error.what();
    }
  }

  TemporaryFolder folder_{"/tmp"};
};

TEST_F(RecordFile, AppendedRecordsAreThereAtOnce) {
  RecordWriter writer(path(), Existing::kRefuse);
  writer.append(record_line({}));
  EXPECT_EQ(read_records(path()).size(), 1u);
  writer.append(record_line({}));
  const std::vector<Record> records = read_records(path());
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[1].origin, path() + ":2");
}

TEST_F(RecordFile, TwoRunsCannotShareAFile) {
  RecordWriter writer(path(), Existing::kRefuse);
  EXPECT_THAT(message([&] { RecordWriter(path(), Existing::kContinue); }),
              HasSubstr("another run is writing to it"));
}

TEST_F(RecordFile, RecordsAreNeverOverwritten) {
  RecordWriter(path(), Existing::kRefuse).append(record_line({}));
  EXPECT_THAT(message([&] { RecordWriter(path(), Existing::kRefuse); }), HasSubstr("--resume"));
  RecordWriter(path(), Existing::kContinue).append(record_line({}));
  EXPECT_EQ(read_records(path()).size(), 2u);
}

TEST_F(RecordFile, ATruncatedRecordIsNamedByFileAndLineWithTheWayOut) {
  append_text(record_line({}) + "\n" + record_line({}).substr(0, 200));
  const std::string text = message([&] { read_records(path()); });
  EXPECT_THAT(text, HasSubstr(path() + ":2: this record is cut short"));
  EXPECT_THAT(text, HasSubstr("--resume --out " + path()));
  EXPECT_EQ(read_whole_records(path()).size(), 1u);
}

TEST_F(RecordFile, ResumingCutsOffWhatWasNotWhole) {
  append_text(record_line({}) + "\n" + record_line({}).substr(0, 200));
  RecordWriter writer(path(), Existing::kContinue);
  writer.cut_off_end();
  writer.append(record_line({}));
  EXPECT_EQ(read_records(path()).size(), 2u);
}

TEST_F(RecordFile, AFirstRecordThatWasNotWholeIsCutOffToo) {
  for (const size_t size : {size_t{1}, size_t{20}, size_t{200}}) {
    append_text(record_line({}).substr(0, size));
    RecordWriter(path(), Existing::kContinue).cut_off_end();
    EXPECT_EQ(std::filesystem::file_size(path()), 0u) << size;
  }
}

TEST_F(RecordFile, WhatIsNoRecordFileStaysAsItIs) {
  append_text("all that I ever wrote");
  RecordWriter writer(path(), Existing::kContinue);
  EXPECT_THAT(message([&] { writer.cut_off_end(); }), HasSubstr("it is no record file"));
  EXPECT_EQ(std::filesystem::file_size(path()), 21u);
}

TEST_F(RecordFile, WhatIsNotThereCannotBeContinued) {
  EXPECT_THAT(message([&] { RecordWriter(path(), Existing::kContinue); }),
              HasSubstr("No such file"));
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(RecordFile, AnEmptyFileIsAnError) {
  append_text("");
  EXPECT_THAT(message([&] { read_records(path()); }), HasSubstr("there is no record in it"));
  EXPECT_THAT(message([&] { read_records(path() + ".none"); }), HasSubstr("No such file"));
}

TEST_F(RecordFile, AFullDiskLeavesWhatWasRecordedIntact) {
  // A file size limit stands for the full disk: the same short write, then an error.
  const std::string line = record_line({});
  struct rlimit before {};
  getrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_IGN);
  RecordWriter writer(path(), Existing::kRefuse);
  writer.append(line);
  struct rlimit tight = before;
  tight.rlim_cur = line.size() + line.size() / 2;
  setrlimit(RLIMIT_FSIZE, &tight);
  const std::string text = message([&] { writer.append(line); });
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_DFL);
  EXPECT_THAT(text, HasSubstr("the records before are whole"));
  EXPECT_EQ(read_records(path()).size(), 1u);
  writer.append(line);
  EXPECT_EQ(read_records(path()).size(), 2u);
}

TEST_F(RecordFile, ADeviceThatIsFullSaysNoSpaceLeft) {
  RecordWriter writer("/dev/full", Existing::kRefuse);
  EXPECT_THAT(message([&] { writer.append("{}"); }), HasSubstr("No space left on device"));
}

TEST_F(RecordFile, AWriterThatIsKilledLosesNothingThatWasAppended) {
  const pid_t child = fork();
  if (child == 0) {
    RecordWriter writer(path(), Existing::kRefuse);
    for (int i = 0; i < 3; ++i) writer.append(record_line({}));
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(read_records(path()).size(), 3u);
  RecordWriter writer(path(), Existing::kContinue);  // the lock went with the process
}

// More lines than are parsed at a time, with this one instead of the one of that number.
std::string many_lines(int instead, const std::string& line) {
  std::string text;
  for (int i = 1; i <= 2500; ++i) text += i == instead ? line : record_line({.block = i}) + "\n";
  return text;
}

TEST_F(RecordFile, AStreamIsVisitedInOrder) {
  std::istringstream stream(many_lines(0, ""));
  int next = 1;
  for_each_record(stream, "run.jsonl", [&](Record record) {
    EXPECT_EQ(record.block, next);
    EXPECT_EQ(record.origin, "run.jsonl:" + std::to_string(next));
    ++next;
  });
  EXPECT_EQ(next, 2501);
}

TEST_F(RecordFile, WhatComesBeforeABadLineOfAStreamIsVisited) {
  std::istringstream stream(many_lines(2000, "{}\n"));
  int visited = 0;
  const std::string text =
      message([&] { for_each_record(stream, "run.jsonl", [&](const Record&) { ++visited; }); });
  EXPECT_THAT(text, HasSubstr("run.jsonl:2000: not a record"));
  EXPECT_GE(visited, 1024);
}

}  // namespace
}  // namespace heapdyno
