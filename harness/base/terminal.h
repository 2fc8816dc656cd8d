// What a descriptor leads to. Thread contract: any thread.
#pragma once

#include <cstddef>
#include <optional>

namespace heapdyno {

// The width of the terminal that it leads to; nothing: it leads to none.
std::optional<size_t> columns_of_terminal(int descriptor);

// Likewise of one on which a line can be written over: it knows escape sequences, and its user has
// nothing against them.
std::optional<size_t> columns_to_write_over(int descriptor);

// Takes away the line that the terminal shows last.
inline constexpr const char* kEmptyLine = "\r\033[K";

}  // namespace heapdyno
