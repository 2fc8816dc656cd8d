// Instructions that a process executed, as cachegrind wrote them down. Pure but for the file; any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace heapdyno {

// A command under cachegrind that counts instructions and simulates no cache: valgrind and its
// arguments, to stand before the program.
std::vector<std::string> cachegrind_command(const std::string& out_file);

// Throws Error where valgrind is not installed; it names the package.
void check_cachegrind();

// The sum of an out-file's text ("events: Ir" and "summary: N"). Throws Error that names `origin`.
uint64_t parse_cachegrind(const std::string& text, const std::string& origin);

}  // namespace heapdyno
