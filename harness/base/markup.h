// Text for HTML, SVG and XML. Pure; any thread.
#pragma once

#include <string>

namespace heapdyno {

// Without control characters, which begin a line, move a terminal's cursor and may not stand in
// XML: each is a space.
std::string one_line(std::string text);

// Escaped as text and as an attribute in quotes: "&lt;".
std::string markup(const std::string& text);

}  // namespace heapdyno
