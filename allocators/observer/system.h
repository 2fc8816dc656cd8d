// Raw system calls and a lock for the observer: no errno of the observed program changes, and no
// function of the C library that an allocator may have replaced is called.
#pragma once

#include <errno.h>
#include <linux/mman.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace heapdyno::observer {

// A whole register: a narrower argument of a variadic function leaves the upper half undefined.
inline long word_of(const void* pointer) { return reinterpret_cast<intptr_t>(pointer); }
inline long word_of(long value) { return value; }

// The result, or the negated error number. Leaves errno as it was.
template <typename... Arguments>
long system_call(long number, Arguments... arguments) {
  const int before = errno;
  const long result = syscall(number, word_of(arguments)...);
  const long answer = result == -1 ? -static_cast<long>(errno) : result;
  errno = before;
  return answer;
}

// Readable and writable memory; replaces what is mapped at `address`, if that is not null. Null on
// failure.
inline char* map_memory(char* address, size_t bytes, int flags, int file) {
  if (address != nullptr) flags |= MAP_FIXED;
  const long result =
      system_call(SYS_mmap, address, bytes, PROT_READ | PROT_WRITE, flags, file, 0L);
  return result < 0 && result > -4096 ? nullptr : reinterpret_cast<char*>(result);
}

// Holds the lock word for the life of the object. Words live in the fork page, so that a child
// finds them free.
class SpinLock {
 public:
  explicit SpinLock(uint32_t& word) : word_(word) {
    while (__atomic_exchange_n(&word_, 1, __ATOMIC_ACQUIRE) != 0) {
      system_call(SYS_sched_yield);
    }
  }
  ~SpinLock() { __atomic_store_n(&word_, 0, __ATOMIC_RELEASE); }
  SpinLock(const SpinLock&) = delete;
  SpinLock& operator=(const SpinLock&) = delete;

 private:
  uint32_t& word_;
};

}  // namespace heapdyno::observer
