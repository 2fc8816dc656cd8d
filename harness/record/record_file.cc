#include "harness/record/record_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <future>
#include <memory>
#include <sstream>
#include <thread>

#include "harness/base/error.h"
#include "harness/base/json_file.h"

namespace heapdyno {
namespace {

// Where the last whole line ends.
size_t whole_size(const std::string& text) {
  const size_t newline = text.rfind('\n');
  return newline == std::string::npos ? 0 : newline + 1;
}

// As far as the line goes.
bool begins_like_a_record(std::string_view line) {
  const std::string record = R"({"schema":")" + std::string(kRecordSchema);
  const size_t size = std::min(line.size(), record.size());
  return line.substr(0, size) == record.substr(0, size);
}

// So many lines are parsed at a time: enough for each processor to be worth a thread, few enough to be
// nothing in memory.
constexpr size_t kLinesAtATime = 1024;

struct Lines {
  std::vector<std::string> texts;
  size_t first = 1;        // the number of the first one
  bool more = true;        // there may be others behind them
  bool cut_short = false;  // what comes behind them has no end
};

Lines next_lines(std::istream& stream, size_t first) {
  Lines lines;
  lines.first = first;
  std::string text;
  while (lines.texts.size() < kLinesAtATime && std::getline(stream, text)) {
    lines.cut_short = stream.eof();
    if (!lines.cut_short) lines.texts.push_back(std::move(text));
  }
  lines.more = lines.texts.size() == kLinesAtATime;
  return lines;
}

std::vector<Record> parse_some(const Lines& lines, size_t begin, size_t end,
                               const std::string& path) {
  std::vector<Record> records;
  for (size_t i = begin; i < end; ++i)
    records.push_back(parse_record(lines.texts[i], path + ":" + std::to_string(lines.first + i)));
  return records;
}

// Lines that are being parsed on threads of their own, which borrow them.
class Batch {
 public:
  Batch(std::istream& stream, const std::string& path, size_t first)
      : lines_(next_lines(stream, first)), path_(path) {
    const size_t size = lines_.texts.size();
    const size_t threads = std::max(1u, std::thread::hardware_concurrency());
    const size_t share = (size + threads - 1) / threads;
    const auto policy = size < 2 * threads ? std::launch::deferred : std::launch::async;
    for (size_t begin = 0; begin < size; begin += share) {
      parsed_.push_back(std::async(policy, [this, begin, end = std::min(begin + share, size)] {
        return parse_some(lines_, begin, end, path_);
      }));
    }
  }
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  bool has_more() const { return lines_.more; }
  size_t next() const { return lines_.first + lines_.texts.size(); }

  // In order; of several lines that are no records the first is the one that is said.
  void visit_all(const std::function<void(Record)>& visit) {
    for (std::future<std::vector<Record>>& parsed : parsed_) {
      for (Record& record : parsed.get()) visit(std::move(record));
    }
    if (!lines_.cut_short) return;
    throw Error(path_ + ":" + std::to_string(next()) +
                ": this record is cut short: the run was stopped while it was written. " +
                "Continue the run with --resume --out " + path_ + ", or remove this line");
  }

 private:
  const Lines lines_;
  const std::string& path_;
  std::vector<std::future<std::vector<Record>>> parsed_;
};

}  // namespace

RecordWriter::RecordWriter(std::string path, Existing existing) : path_(std::move(path)) {
  const int create = existing == Existing::kRefuse ? O_CREAT : 0;
  fd_ = open(path_.c_str(), O_RDWR | create | O_APPEND | O_CLOEXEC, 0644);
  if (fd_ < 0) throw Error(path_ + ": " + std::strerror(errno));
  const auto fail = [&](const std::string& why) {
    close(fd_);
    throw Error(path_ + ": " + why);
  };
  if (flock(fd_, LOCK_EX | LOCK_NB) != 0) {
    fail("another run is writing to it; give this one another file with --out");
  }
  struct stat status {};
  if (existing == Existing::kContinue || fstat(fd_, &status) != 0) return;
  if (S_ISREG(status.st_mode) && status.st_size > 0)
    fail("there are records in it; continue that run with --resume, or choose another --out");
}

RecordWriter::~RecordWriter() { close(fd_); }

void RecordWriter::cut_off_end() {
  const std::string text = text_of_file(path_);
  const size_t whole = whole_size(text);
  if (whole == text.size()) return;
  if (whole == 0 && !begins_like_a_record(text)) {
    throw Error(path_ +
                ": it is no record file, and stays as it is: give the one of the run to continue");
  }
  if (ftruncate(fd_, static_cast<off_t>(whole)) != 0)
    throw Error(path_ + ": " + std::strerror(errno));
}

void RecordWriter::append(const std::string& record) {
  const std::string line = record + "\n";
  const off_t before = lseek(fd_, 0, SEEK_END);
  size_t done = 0;
  while (done < line.size()) {
    const ssize_t n = write(fd_, line.data() + done, line.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n > 0) {
      done += static_cast<size_t>(n);
      continue;
    }
    const std::string why = n < 0 ? std::strerror(errno) : "nothing was written";
    // Take back what was written of this line; should that fail too, --resume cuts it off.
    if (before >= 0 && ftruncate(fd_, before) != 0) {
      throw Error(path_ + ": " + why + "; the last line is not whole");
    }
    throw Error(path_ + ": " + why +
                "; the records before are whole: make room and continue with --resume");
  }
}

void for_each_record(std::istream& stream, const std::string& path,
                     const std::function<void(Record)>& visit) {
  auto batch = std::make_unique<Batch>(stream, path, 1);
  while (batch != nullptr) {
    std::unique_ptr<Batch> next;  // is parsed while this one is visited
    if (batch->has_more()) next = std::make_unique<Batch>(stream, path, batch->next());
    batch->visit_all(visit);
    if (next == nullptr && batch->next() == 1) throw Error(path + ": there is no record in it");
    batch = std::move(next);
  }
}

std::vector<Record> parse_records(std::string_view text, const std::string& path) {
  std::vector<Record> records;
  std::istringstream stream{std::string(text)};
  for_each_record(stream, path, [&](Record record) { records.push_back(std::move(record)); });
  return records;
}

std::vector<Record> read_records(const std::string& path) {
  return parse_records(text_of_file(path), path);
}

std::vector<Record> read_whole_records(const std::string& path) {
  std::string text = text_of_file(path);
  text.resize(whole_size(text));
  return text.empty() ? std::vector<Record>() : parse_records(text, path);
}

}  // namespace heapdyno
