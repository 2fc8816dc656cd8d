// What is to be typed to make what was counted the baseline. Pure; any thread.
#pragma once

#include <string>
#include <vector>

namespace heapdyno {

// `options`: " --metric minor_faults"; `arguments`: " --baseline DIR -- ./bench --keys 10", as
// accept_arguments() has them. The text is "`heapdyno accept ... --reason "..." ...`".
std::string accept_call(const std::string& arguments, const std::string& options = "");

// Of a folder of baselines (empty: the default one) and a user's program (empty: our own cells), for a shell.
std::string accept_arguments(const std::string& baselines, const std::vector<std::string>& program);

}  // namespace heapdyno
