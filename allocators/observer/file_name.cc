#include "allocators/observer/file_name.h"

#include <cstring>

namespace heapdyno::observer {

bool FileName::set_base(const char* path) {
  if (path == nullptr || path[0] != '/') return false;
  const size_t length = strlen(path);
  if (length > kMaxPath) return false;
  memcpy(text_, path, length);
  base_length_ = length;
  return true;
}

const char* FileName::base() {
  length_ = base_length_;
  text_[length_] = '\0';
  return text_;
}

const char* FileName::with_pid(uint32_t pid) {
  length_ = base_length_;
  append_number(pid);
  return text_;
}

const char* FileName::with_pid(uint32_t pid, unsigned number) {
  with_pid(pid);
  append_number(number);
  return text_;
}

// Appends ".NUMBER".
void FileName::append_number(uint64_t number) {
  char digits[20];
  size_t count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  text_[length_++] = '.';
  while (count > 0) text_[length_++] = digits[--count];
  text_[length_] = '\0';
}

}  // namespace heapdyno::observer
