// The manual page, heapdyno(1), from what CLI11 was told of the commands. Pure.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace heapdyno {

// As man(7) has it.
std::string manual_page(const CLI::App& app);

}  // namespace heapdyno
