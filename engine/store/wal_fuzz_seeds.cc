// Makes the seed corpus of wal_fuzz.cc.
#include "engine/store/wal_fuzz_seeds.h"

#include "engine/store/write_batch.h"

namespace engine {
namespace {

using fuzz::cut;
using fuzz::fixed32;
using fuzz::kBadChecksum;
using fuzz::log_of;
using fuzz::patched;

constexpr size_t kCountAt = 9;

std::string batch_of_three() {
  WriteBatch batch;
  batch.put("apple", "red");
  batch.remove("plum");
  batch.put("pear", "green", "fruit");
  batch.set_sequence(7);
  return std::string(batch.encoded());
}

std::string empty_batch() { return std::string(WriteBatch().encoded()); }

// A header and an entry's bytes.
std::string batch_with(uint32_t count, std::string_view entries) {
  return patched(empty_batch(), kCountAt, fixed32(count)).append(entries);
}

void add_logs(fuzz::Seeds& seeds) {
  const std::string good = log_of({batch_of_three(), empty_batch(), batch_of_three()});
  const size_t first = kWalHeaderBytes;
  const size_t last = log_of({batch_of_three(), empty_batch()}).size();
  seeds["empty"] = "";
  seeds["header"] = good.substr(0, kWalHeaderBytes);
  seeds["header-cut"] = good.substr(0, kWalHeaderBytes - 1);
  seeds["header-no-magic"] = patched(good, 0, "x");
  seeds["header-bad-checksum"] = patched(good, 12, kBadChecksum);
  seeds["header-bad-alone"] = patched(good, 12, kBadChecksum).substr(0, kWalHeaderBytes);
  seeds["header-other-version"] = patched(good, 8, fixed32(kWalVersion + 1));
  seeds["records"] = good;
  seeds["record-of-nothing"] = log_of({""});
  seeds["record-large"] =
      log_of({batch_with(1, std::string("\1\0\1k\xa0\x1f", 6) + std::string(4000, 'v'))});
  seeds["record-header-cut"] = good.substr(0, last + kWalRecordHeaderBytes - 1);
  seeds["record-cut"] = cut(good, 1);
  seeds["record-longer-than-file"] = patched(good, last, fixed32(UINT32_MAX));
  seeds["record-bad-header-at-end"] = patched(good, last + 4, kBadChecksum);
  seeds["record-bad-at-end"] = patched(good, last + 8, kBadChecksum);
  seeds["record-bad-header-before-good"] = patched(good, first + 4, kBadChecksum);
  seeds["record-bad-before-good"] = patched(good, first + 8, kBadChecksum);
}

void add_batches(fuzz::Seeds& seeds) {
  const std::string put("\1\0\1k\1v", 6);
  seeds["batch-of-three"] = log_of({batch_of_three()});
  seeds["batch-too-short"] = log_of({cut(empty_batch(), 1)});
  seeds["batch-other-version"] = log_of({patched(empty_batch(), 0, "\2")});
  seeds["batch-sequence-too-large"] =
      log_of({patched(empty_batch(), 1, fuzz::fixed64(kMaxSequence + 1))});
  seeds["batch-fewer-than-counted"] = log_of({batch_with(2, put)});
  seeds["batch-counts-all-it-can"] = log_of({batch_with(UINT32_MAX, put)});
  seeds["batch-bytes-behind"] = log_of({batch_with(1, put + put)});
  seeds["batch-unknown-kind"] = log_of({batch_with(1, "\7")});
  seeds["batch-keyspace-cut"] = log_of({batch_with(1, "\1\5ks")});
  seeds["batch-key-cut"] = log_of({batch_with(1, std::string("\1\0\5k", 4))});
  seeds["batch-value-cut"] =
      log_of({batch_with(1, std::string("\1\0\1k\xff\xff\xff\xff\x7fv", 10))});
}

}  // namespace
}  // namespace engine

int main(int argc, char** argv) {
  engine::fuzz::Seeds seeds;
  engine::add_logs(seeds);
  engine::add_batches(seeds);
  return engine::fuzz::write_seeds(argc, argv, seeds);
}
