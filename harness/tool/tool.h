// The command line tool as a function, so that tests call it with buffers.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace heapdyno {

// `arguments` without the program's name, `program` as it was called. Tables go to `out`; progress,
// warnings and errors to `err`. Returns the exit code (error.h), which is never fine where `out`
// could not be written whole. Throws nothing.
int run_tool(std::vector<std::string> arguments, std::ostream& out, std::ostream& err,
             const std::string& program = "heapdyno");

}  // namespace heapdyno
