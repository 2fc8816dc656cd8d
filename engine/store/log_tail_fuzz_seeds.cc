// Makes the seed corpus of log_tail_fuzz.cc.
#include "engine/store/log_tail.h"
#include "engine/store/wal_fuzz_seeds.h"

namespace engine {
namespace {

using fuzz::fixed64;
using fuzz::patched;

constexpr size_t kStateAt = LogTail::kStateAt;
constexpr int kSizeBits = LogTail::kSizeBits;

// As a process leaves it that appended these records and ended, up to where its bytes end.
std::string tail_of(const std::vector<std::string>& payloads) {
  MemoryFileSystem files;
  const std::unique_ptr<LogTail> tail = LogTail::open(files, "TAIL").value();
  std::string bytes;
  {
    WalWriter writer(tail->extend(files.create("log").value(), 1), 1);
    for (const std::string& payload : payloads) CHECK(writer.append(payload).is_ok());
    CHECK(writer.flush().is_ok());
    bytes = files.contents("TAIL").value();
  }
  const size_t used = decode_fixed64(bytes.data() + kStateAt) & ((1 << kSizeBits) - 1);
  return bytes.substr(0, LogTail::kHeaderBytes + used);
}

std::string with_state(const std::string& tail, uint64_t begin, uint64_t size) {
  return patched(tail, kStateAt, fixed64(begin << kSizeBits | size));
}

fuzz::Seeds make() {
  const std::string all = tail_of({"first", "second", "third"});
  const size_t size = all.size() - LogTail::kHeaderBytes;
  const size_t log = fuzz::log_of({"first", "second"}).size();
  fuzz::Seeds seeds;
  seeds["nothing"] = "";
  seeds["header-cut"] = all.substr(0, kStateAt + 3);
  seeds["no-magic"] = patched(all, 0, "x");
  seeds["empty"] = with_state(all, 0, 0);
  seeds["more-in-the-tail"] = all;
  seeds["behind-the-log"] = with_state(all, log + 1, size);
  seeds["the-log-goes-on"] = with_state(all, 0, log - 1);
  seeds["begins-where-the-log-ends"] = with_state(all, log, size);
  seeds["too-large"] = with_state(all, 0, LogTail::kBytes + 1);
  seeds["largest"] = with_state(all, 0, LogTail::kBytes);
  seeds["farthest"] = with_state(all, UINT64_MAX >> kSizeBits, size);
  return seeds;
}

}  // namespace
}  // namespace engine

int main(int argc, char** argv) { return engine::fuzz::write_seeds(argc, argv, engine::make()); }
