// Fuzz target: a log of batches. The input is the file.
#include "engine/store/wal_fuzz.h"

#include <vector>

#include "engine/memory/vocabulary.h"
#include "engine/store/write_batch.h"

namespace engine {
namespace {

constexpr uint64_t kNumber = 12;
constexpr size_t kHeld = 64;

// Every entry; some keys and values live on, as those of a replay do.
void read_batch(const WalReader& log, std::vector<Bytes>& held) {
  BatchReader batch(log.payload());
  uint32_t entries = 0;
  for (; const std::optional<BatchEntry> entry = batch.next(); ++entries) {
    fuzz::touch(entry->keyspace);
    if (held.size() >= kHeld) held.clear();
    held.push_back(Bytes::pinned(entry->key, log.chunk()));
    held.push_back(Bytes::pinned(entry->value, log.chunk()));
  }
  CHECK(batch.offset() <= log.payload().size());
  CHECK(!batch.complete() || entries == batch.count());
}

void read_log(WalReader& log) {
  std::vector<Bytes> held;
  WalOutcome outcome = WalOutcome::kRecord;
  for (uint64_t end = 0; (outcome = log.next().value()) == WalOutcome::kRecord;) {
    CHECK(log.offset() >= end && log.offset() + log.payload().size() <= log.file_bytes());
    end = log.offset() + kWalRecordHeaderBytes + log.payload().size();
    fuzz::touch(log.payload());
    read_batch(log, held);
  }
  CHECK(log.next().value() == outcome && log.offset() <= log.file_bytes());
  CHECK(log.corruption().code() == Code::kCorruption);
  for (const Bytes& bytes : held) fuzz::touch(bytes.view());
}

void fuzz_log(std::string bytes) {
  fuzz::patch_log(bytes, kNumber);
  MemoryFileSystem files;
  fuzz::put_file(files, "log", bytes);
  const fuzz::AllocationBound bound(bytes.size(), fuzz::kLogSlack);
  Result<WalReader> log = WalReader::open(files.open("log").value(), "000012.log", kNumber);
  read_log(*log);
}

}  // namespace
}  // namespace engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  engine::fuzz_log(std::string(engine::fuzz::as_text(data, size)));
  return 0;
}
