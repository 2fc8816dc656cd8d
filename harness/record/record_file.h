// A file of records: JSON lines, appended and flushed one by one, so that a
// run that is killed loses at most the trial in flight.
//
// A RecordWriter holds a lock on its file (flock: it goes with the process):
// two runs cannot share a file. An append that the file system refuses takes
// its own partial line back, so what was recorded stays whole.
// Thread contract: a RecordWriter belongs to one thread at a time.
#pragma once

#include <functional>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/record/record.h"

namespace heapdyno {

class RecordWriter {
 public:
  enum class Existing { kRefuse, kContinue };  // what a file with records in it is

  // Opens and locks; with kRefuse it creates the file, with kContinue it must be there and stays as it
  // is. Throws Error: locked by another run, not writable, or with kRefuse not empty.
  RecordWriter(std::string path, Existing existing);
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;
  ~RecordWriter();

  // Takes off a last line that was cut short. Throws Error, and leaves the file as it is, where nothing
  // in it says that it is a record file: no whole line, and the last one begins like no record.
  // REQUIRES: its whole lines are records.
  void cut_off_end();

  // Appends the line and its newline in one write. Throws Error when the file
  // system refuses. REQUIRES: no last line that was cut short.
  void append(const std::string& record);

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int fd_ = -1;
};

// Calls `visit` with each record of a stream of lines, in order, and keeps no more of them than it parses
// at a time, on every processor; `path` is for messages. Throws Error that names file and line and
// says what to do: empty, a line that is cut short or is no record; and what `visit` throws.
void for_each_record(std::istream& lines, const std::string& path,
                     const std::function<void(Record)>& visit);

// All records of a file's text, in order. Throws as above.
std::vector<Record> parse_records(std::string_view text, const std::string& path);

// Likewise, and where the file is not there.
std::vector<Record> read_records(const std::string& path);

// As above, but a last line that is cut short is left out, as --resume does, and there may be none.
std::vector<Record> read_whole_records(const std::string& path);

}  // namespace heapdyno
