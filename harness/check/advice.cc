#include "harness/check/advice.h"

#include "harness/base/words.h"

namespace heapdyno {

std::string accept_call(const std::string& arguments, const std::string& options) {
  return "`heapdyno accept" + options + " --reason \"...\"" + arguments + "`";
}

std::string accept_arguments(const std::string& baselines,
                             const std::vector<std::string>& program) {
  std::string arguments;
  if (!baselines.empty()) arguments += " --baseline " + shell_word(baselines);
  if (!program.empty()) arguments += " --";
  for (const std::string& word : program) arguments += " " + shell_word(word);
  return arguments;
}

}  // namespace heapdyno
