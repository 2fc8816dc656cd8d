// Fuzz target: the manifest and CURRENT. The input is their bytes:
//
//   input := length u8, bytes of CURRENT, bytes of the file MANIFEST-000004
#include <algorithm>
#include <string>

#include "engine/db/version_set.h"
#include "engine/store/wal_fuzz.h"

namespace engine {
namespace {

constexpr uint64_t kNumber = 4;

void expect_same_tables(const Version& a, const Version& b) {
  const auto same = [](const TableRef& x, const TableRef& y) {
    return x->number == y->number && x->bytes == y->bytes && x->smallest == y->smallest &&
           x->largest == y->largest;
  };
  for (int level = 0; level < kLevels; ++level) {
    const Tables& x = a.level(level);
    const Tables& y = b.level(level);
    CHECK(std::equal(x.begin(), x.end(), y.begin(), y.end(), same));
  }
}

void expect_same(const VersionSet& a, const VersionSet& b) {
  CHECK(a.log_number() == b.log_number() && a.last_sequence() == b.last_sequence());
  CHECK(a.trees().size() == b.trees().size());
  for (const auto& [name, tree] : a.trees()) {
    CHECK(b.trees().contains(name));
    const VersionSet::Tree& other = b.tree(name);
    CHECK(tree.flushed == other.flushed && tree.page_file == other.page_file);
    CHECK(tree.field == other.field && tree.extractor == other.extractor);
    expect_same_tables(*tree.version, *other.version);
  }
}

// What can be recovered is written as a new manifest, and that one says the same.
void fuzz_manifest(std::string_view input) {
  if (input.empty()) return;
  const std::string_view current = input.substr(1, static_cast<unsigned char>(input[0]));
  std::string manifest(input.substr(1 + current.size()));
  fuzz::patch_log(manifest, kNumber);
  MemoryFileSystem files;
  CHECK(files.create_directory("db").is_ok());
  const FileNames names("db");
  fuzz::put_file(files, names.current(), current);
  fuzz::put_file(files, names.manifest(kNumber), manifest);

  const fuzz::AllocationBound bound(manifest.size(), fuzz::kLogSlack);
  Options options;
  options.file_system = &files;
  Counters counters;
  VersionSet versions(options, names, counters);
  if (!versions.recover().is_ok()) return;
  CHECK(versions.last_sequence() <= kMaxSequence);
  constexpr uint64_t kNewFiles = 2;  // one here, and the new manifest
  if (versions.new_file() > kMaxFileNumber - kNewFiles) return;
  CHECK(versions.commit(VersionEdit()).is_ok());
  VersionSet again(options, names, counters);
  CHECK(again.recover().is_ok());
  expect_same(versions, again);
}

}  // namespace
}  // namespace engine

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  engine::fuzz_manifest(engine::fuzz::as_text(data, size));
  return 0;
}
