// CHECK(condition): a broken invariant of our own ends the process with the place and the
// expression, in every build. It is not for bad input, which is a Status.
#pragma once

namespace engine {
[[noreturn]] void check_failed(const char* file, int line, const char* expression);
}

#define CHECK(condition)                       \
  (__builtin_expect(!!(condition), 1) ? void() \
                                      : ::engine::check_failed(__FILE__, __LINE__, #condition))
