// Fuzz target: what a process left in the tail of a log (log_tail.h). The input is the tail's file; the log
// beside it holds two records.
#include "engine/store/log_tail.h"
#include "engine/store/wal_fuzz.h"
#include "engine/store/wal_fuzz_seeds.h"

namespace engine {
namespace {

constexpr uint64_t kNumber = 1;  // log_of()'s

void read_to_end(FileSystem& files, uint64_t settled) {
  Result<WalReader> log = WalReader::open(files.open("log").value(), "log", kNumber, settled);
  while (log->next().value() == WalOutcome::kRecord) fuzz::touch(log->payload());
}

void fuzz_tail(std::string_view bytes) {
  MemoryFileSystem files;
  const std::string log = fuzz::log_of({"first", "second"});
  fuzz::put_file(files, "log", log);
  fuzz::put_file(files, "TAIL", bytes);
  const fuzz::AllocationBound bound(LogTail::kHeaderBytes + LogTail::kBytes, fuzz::kLogSlack);
  const std::optional<LeftTail> left = *read_log_tail(files, "TAIL");
  if (!left) return;
  CHECK(!left->bytes.empty() && left->bytes.size() <= LogTail::kBytes);
  const uint64_t settled = *append_tail(files, "log", *left);
  const std::string after = files.contents("log").value();
  CHECK(after.starts_with(log));
  CHECK(after.size() == log.size() || after.size() == left->begin + left->bytes.size());
  CHECK(settled == UINT64_MAX || settled <= log.size());
  CHECK(*append_tail(files, "log", *left) == settled);
  CHECK(files.contents("log").value() == after);
  read_to_end(files, settled);
}

}  // namespace
}  // namespace engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  engine::fuzz_tail(engine::fuzz::as_text(data, size));
  return 0;
}
