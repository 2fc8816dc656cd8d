#include "allocators/counters_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>
#include <memory>
#include <numeric>
#include <system_error>

namespace heapdyno {
namespace {

// Of heapdyno_counts and ScopeSums, which are words alone.
template <typename Counts>
constexpr size_t kWords = sizeof(Counts) / sizeof(uint64_t);

template <typename Counts>
const uint64_t* words(const Counts& counts) {
  return reinterpret_cast<const uint64_t*>(&counts);
}

template <typename Counts, typename Operation>
Counts by_word(const Counts& a, const Counts& b, Operation operation) {
  Counts result = {};
  std::transform(words(a), words(a) + kWords<Counts>, words(b),
                 reinterpret_cast<uint64_t*>(&result), operation);
  return result;
}

uint64_t sum_of_calls(const heapdyno_counts& counts, size_t from, size_t to) {
  return std::accumulate(counts.calls + from, counts.calls + to, uint64_t{0});
}

// An open file, read by position.
class File {
 public:
  explicit File(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  size_t size() const {
    struct stat status = {};
    return ::fstat(descriptor_, &status) == 0 ? static_cast<size_t>(status.st_size) : 0;
  }
  // False with errno set, or with errno 0 at the end of the file.
  bool read(void* to, size_t bytes, size_t offset) const {
    errno = 0;
    return ::pread(descriptor_, to, bytes, static_cast<off_t>(offset)) ==
           static_cast<ssize_t>(bytes);
  }

 private:
  const int descriptor_;
};

std::string system_words() { return errno == 0 ? "the file ends early" : std::strerror(errno); }

std::string what_is_wrong(const CountersHeader& header, size_t file_bytes) {
  if (header.magic != kCountersMagic) return "not a counters file";
  if (header.version != kCountersVersion) {
    return "version " + std::to_string(header.version) + ", expected " +
           std::to_string(kCountersVersion);
  }
  const size_t expected = counters_file_bytes(header.level);
  if (file_bytes < expected) {
    return "truncated: " + std::to_string(file_bytes) + " bytes, expected " +
           std::to_string(expected);
  }
  return "";
}

std::string text_of(const CountersName& name) {
  return {name.data(), ::strnlen(name.data(), name.size())};
}

// Whatever a damaged file says.
template <size_t size>
uint32_t at_most(uint32_t count, const std::array<CountersName, size>&) {
  return std::min<uint32_t>(count, size);
}

std::vector<std::string> scope_names(const CountersNames& names) {
  std::vector<std::string> texts;
  for (uint32_t i = 0; i < at_most(names.scopes, names.scope_names); ++i)
    texts.push_back(text_of(names.scope_names[i]));
  return texts;
}

Counters describe(const CountersHeader& header) {
  Counters counters;
  counters.pid = header.pid;
  counters.parent_pid = header.parent_pid;
  counters.flags = header.flags;
  counters.threads = header.threads;
  counters.level = header.level;
  counters.inherited = header.inherited;
  counters.peak = header.peak;
  counters.scope_names = scope_names(header.names);
  counters.executable.assign(header.executable,
                             ::strnlen(header.executable, sizeof(header.executable)));
  return counters;
}

bool read_block(const File& file, uint32_t index, ScopeSums& to) {
  return file.read(&to, sizeof(to), kCountersHeaderBytes + index * sizeof(CountersBlock));
}

bool read_threads(const File& file, Counters& counters) {
  ScopeSums& all = counters;
  ScopeSums block;
  for (uint32_t b = 0; b < std::min(counters.threads, kThreadBlocks); ++b) {
    if (!read_block(file, b, block)) return false;
    all = sum(all, block);
  }
  return true;
}

bool read_phases(const File& file, const CountersNames& names, Counters& counters) {
  if (names.phases == 0) return read_block(file, kBegunBlock, counters.loaded);
  for (uint32_t p = 0; p < at_most(names.phases, names.phase_names); ++p) {
    MarkedPhase& phase = counters.phases.emplace_back();
    phase.name = text_of(names.phase_names[p]);
    phase.ended = names.phase != p + 1;
    if (!read_block(file, kPhaseBlock + p, phase.sums)) return false;
    if (phase.ended) continue;
    ScopeSums begun;
    if (!read_block(file, kBegunBlock, begun)) return false;
    phase.sums = sum(phase.sums, difference(counters, begun));
  }
  return true;
}

bool read_lifetimes(const File& file, Counters& counters) {
  const auto row = std::make_unique<heapdyno_lifetimes>();
  for (size_t scope = 0; scope < HEAPDYNO_SCOPES; ++scope) {
    if (!file.read(row.get(), sizeof(*row), kLifetimesOffset + scope * sizeof(*row))) return false;
    counters.lifetimes.emplace_back(*row);
  }
  return true;
}

}  // namespace

heapdyno_counts sum(const heapdyno_counts& a, const heapdyno_counts& b) {
  return by_word(a, b, std::plus<>());
}
heapdyno_counts difference(const heapdyno_counts& after, const heapdyno_counts& before) {
  return by_word(after, before, std::minus<>());
}
bool equal(const heapdyno_counts& a, const heapdyno_counts& b) {
  return std::equal(words(a), words(a) + kWords<heapdyno_counts>, words(b));
}
ScopeSums sum(const ScopeSums& a, const ScopeSums& b) { return by_word(a, b, std::plus<>()); }
ScopeSums difference(const ScopeSums& after, const ScopeSums& before) {
  return by_word(after, before, std::minus<>());
}

heapdyno_counts without_loader(const heapdyno_counts& counts) {
  heapdyno_counts result = counts;
  result.loader_allocations = result.loader_frees = result.loader_bytes = 0;
  result.loader_freed_bytes = 0;
  return result;
}
heapdyno_counts without_usable(const heapdyno_counts& counts) {
  heapdyno_counts result = counts;
  result.usable = result.usable_freed = 0;
  return result;
}

uint64_t allocations(const heapdyno_counts& counts) {
  return sum_of_calls(counts, HEAPDYNO_MALLOC, HEAPDYNO_FREE);
}
uint64_t frees(const heapdyno_counts& counts) {
  return sum_of_calls(counts, HEAPDYNO_FREE, HEAPDYNO_FUNCTIONS);
}

uint64_t live_bytes(const heapdyno_counts& counts) {
  return counts.bytes + counts.loader_bytes - counts.freed_bytes - counts.loader_freed_bytes;
}
uint64_t live_usable(const heapdyno_counts& counts) { return counts.usable - counts.usable_freed; }

heapdyno_counts Counters::total() const {
  return std::accumulate(scopes.begin(), scopes.end(), heapdyno_counts{},
                         [](const auto& a, const auto& b) { return sum(a, b); });
}

uint64_t Counters::process_allocations() const {
  const heapdyno_counts all = total();
  return allocations(all) + all.loader_allocations;
}

uint64_t Counters::live() const { return inherited + live_bytes(total()); }

Lifetimes Counters::all_lifetimes() const {
  return std::accumulate(lifetimes.begin(), lifetimes.end(), Lifetimes());
}

engine::Result<Counters> read_counters(const std::string& path) {
  const auto error = [&path](const std::string& words) {
    return engine::Status::io_error("counters file " + path + ": " + words);
  };
  const File file(path);
  CountersHeader header = {};
  if (!file.is_open() || !file.read(&header, sizeof(header), 0)) return error(system_words());
  if (const std::string wrong = what_is_wrong(header, file.size()); !wrong.empty())
    return error(wrong);

  Counters counters = describe(header);
  if (!read_threads(file, counters) || !read_phases(file, header.names, counters))
    return error(system_words());
  if (counters.level >= 2 && !read_lifetimes(file, counters)) return error(system_words());
  return counters;
}

std::vector<std::string> counters_files(const std::string& path) {
  const std::filesystem::path first(path);
  const std::string prefix = first.filename().string() + ".";
  std::vector<std::string> others;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(first.parent_path(), ignored)) {
    if (entry.path().filename().string().starts_with(prefix))
      others.push_back(entry.path().string());
  }
  std::sort(others.begin(), others.end());
  if (std::filesystem::exists(first, ignored)) others.insert(others.begin(), path);
  return others;
}

}  // namespace heapdyno
