#include "engine/base/posix_mapping.h"

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>

#include "engine/base/mutex.h"

namespace engine {
namespace {

// Smaller mappings cannot hold a huge page.
constexpr size_t kHugePageBytes = 2 * 1024 * 1024;

uintptr_t page_bytes() {
  static const auto bytes = static_cast<uintptr_t>(::sysconf(_SC_PAGESIZE));
  return bytes;
}

// The addresses that a signal handler may mend. Read by it without locks: an entry is never freed, and one
// without an end is nobody's.
struct Guarded {
  std::atomic<uintptr_t> begin{0};
  std::atomic<uintptr_t> end{0};
  std::atomic<bool> damaged{false};
  std::atomic<bool> is_written{false};
  Guarded* next = nullptr;         // constant once it is in the list
  Guarded* next_unused = nullptr;  // guarded by the registry's lock
};

std::atomic<Guarded*> all_guarded{nullptr};
struct sigaction action_before;

Guarded* find_guarded(uintptr_t address) {
  Guarded* guarded = all_guarded.load(std::memory_order_acquire);
  for (; guarded != nullptr; guarded = guarded->next) {
    const uintptr_t end = guarded->end.load(std::memory_order_acquire);
    const uintptr_t begin = guarded->begin.load(std::memory_order_acquire);
    // Both of one mapping: it did not end in between.
    const bool is_one = guarded->end.load(std::memory_order_relaxed) == end;
    if (address >= begin && address < end && is_one) return guarded;
  }
  return nullptr;
}

// By the system call itself: an allocator may have put a mmap of its own before the library's.
bool put_zeros_at(uintptr_t address, bool is_written) {
  const uintptr_t page = address & ~(page_bytes() - 1);
  const int protection = is_written ? PROT_READ | PROT_WRITE : PROT_READ;
  return ::syscall(SYS_mmap, page, page_bytes(), protection,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == static_cast<long>(page);
}

void pass_on(int signal, siginfo_t* info, void* context) {
  if ((action_before.sa_flags & SA_SIGINFO) != 0)
    return action_before.sa_sigaction(signal, info, context);
  const bool is_ignored = action_before.sa_handler == SIG_IGN;
  if (is_ignored && info->si_code <= 0) return;  // a fault cannot be ignored
  if (!is_ignored && action_before.sa_handler != SIG_DFL) return action_before.sa_handler(signal);
  action_before.sa_handler = SIG_DFL;
  ::sigaction(signal, &action_before, nullptr);
  ::raise(signal);  // delivered when the handler returns
}

void on_bus_error(int signal, siginfo_t* info, void* context) {
  const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  Guarded* const guarded = info->si_code > 0 ? find_guarded(address) : nullptr;
  if (guarded == nullptr) return pass_on(signal, info, context);
  guarded->damaged.store(true, std::memory_order_release);
  if (!put_zeros_at(address, guarded->is_written.load(std::memory_order_relaxed)))
    pass_on(signal, info, context);
}

class Registry {
 public:
  // Never destroyed: a mapping may end after main.
  static Registry& instance() {
    static auto* const registry = new Registry;
    return *registry;
  }

  Guarded* guard(char* data, size_t bytes, bool is_written) {
    MutexLock lock(mutex_);
    Guarded* const guarded = unused_ != nullptr ? take_unused() : add();
    guarded->damaged.store(false, std::memory_order_relaxed);
    guarded->is_written.store(is_written, std::memory_order_relaxed);
    const auto begin = reinterpret_cast<uintptr_t>(data);
    guarded->begin.store(begin, std::memory_order_relaxed);
    guarded->end.store(begin + bytes, std::memory_order_release);
    return guarded;
  }

  void release(Guarded* guarded) {
    guarded->end.store(0, std::memory_order_release);
    MutexLock lock(mutex_);
    guarded->next_unused = unused_;
    unused_ = guarded;
  }

 private:
  Registry() {
    page_bytes();  // not for the first time in the handler
    struct sigaction action = {};
    action.sa_sigaction = on_bus_error;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGBUS, &action, &action_before);
  }

  Guarded* take_unused() REQUIRES(mutex_) {
    Guarded* const guarded = unused_;
    unused_ = guarded->next_unused;
    return guarded;
  }

  Guarded* add() REQUIRES(mutex_) {
    auto* const guarded = new Guarded;
    guarded->next = all_guarded.load(std::memory_order_relaxed);
    all_guarded.store(guarded, std::memory_order_release);
    return guarded;
  }

  Mutex mutex_;
  Guarded* unused_ GUARDED_BY(mutex_) = nullptr;
};

// Mapped memory that is guarded until it is unmapped.
class GuardedPages {
 public:
  GuardedPages(char* data, size_t bytes, bool is_written)
      : data_(data), bytes_(bytes), guarded_(Registry::instance().guard(data, bytes, is_written)) {}
  ~GuardedPages() {
    Registry::instance().release(guarded_);
    ::munmap(data_, bytes_);
  }
  GuardedPages(const GuardedPages&) = delete;
  GuardedPages& operator=(const GuardedPages&) = delete;

  char* data() const { return data_; }
  bool is_damaged() const { return guarded_->damaged.load(std::memory_order_acquire); }

 private:
  char* const data_;
  const size_t bytes_;
  Guarded* const guarded_;
};

class PosixMapping final : public Mapping {
 public:
  PosixMapping(char* data, size_t bytes)
      : Mapping(std::string_view(data, bytes)), pages_(data, bytes, false) {
    if (bytes >= kHugePageBytes) ::madvise(data, bytes, MADV_HUGEPAGE);
  }

  void expect_random() const override { ::madvise(pages_.data(), view().size(), MADV_RANDOM); }
  bool is_damaged() const override { return pages_.is_damaged(); }

 private:
  const GuardedPages pages_;
};

class PosixSharedMapping final : public SharedMapping {
 public:
  PosixSharedMapping(char* data, size_t bytes)
      : SharedMapping(data, bytes), pages_(data, bytes, true) {}

  bool is_damaged() const override { return pages_.is_damaged(); }

 private:
  const GuardedPages pages_;
};

class EmptyMapping final : public Mapping {
 public:
  EmptyMapping() : Mapping({}) {}
  void expect_random() const override {}
  bool is_damaged() const override { return false; }
};

}  // namespace

std::shared_ptr<const Mapping> map_file(int descriptor, size_t bytes) {
  if (bytes == 0) return std::make_shared<EmptyMapping>();  // which the system refuses
  void* const data = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, descriptor, 0);
  if (data == MAP_FAILED) return nullptr;
  return std::make_shared<PosixMapping>(static_cast<char*>(data), bytes);
}

std::unique_ptr<SharedMapping> map_file_shared(int descriptor, size_t bytes) {
  void* const data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (data == MAP_FAILED) return nullptr;
  return std::make_unique<PosixSharedMapping>(static_cast<char*>(data), bytes);
}

}  // namespace engine
