// Which file a command's first word runs, and whether a library can be preloaded into it. Thread
// contract: plain functions.
#pragma once

#include <string>

namespace heapdyno {

// As a shell finds it: a word with a slash is a path, others are looked for on `path`, folders
// separated by colons. Throws Error where there is none, or it may not be executed.
std::string find_executable(const std::string& word, const std::string& path);

// Whether it is an ELF executable without a dynamic loader. False for what cannot be read.
bool is_linked_statically(const std::string& executable);

}  // namespace heapdyno
