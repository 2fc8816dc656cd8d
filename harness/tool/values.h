// What the value of an option or of a positional argument may be, as far as a shell can complete
// it.
// Constant data and pure functions; any thread.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace heapdyno {

enum class ValueKind {
  kAny,        // a number, a word: nothing to complete
  kFile,       // a file or a folder
  kWords,      // one of `words`
  kWordList,   // some of them, by comma
  kNames,      // some of what `heapdyno list TOPIC --names` says, by comma
  kSelection,  // KEY:NAME, as compare's sides
};

struct OptionValues {
  ValueKind kind = ValueKind::kAny;
  std::vector<std::string> words;
  std::string topic;  // of kNames
};

// The keys of a selection whose names `list` knows, with the topic.
struct SelectionKey {
  const char* key;
  const char* topic;
};
inline constexpr SelectionKey kSelectionKeys[] = {{"alloc", "allocators"},
                                                  {"variant", "variants"},
                                                  {"scenario", "scenarios"},
                                                  {"phase", "phases"},
                                                  {"store", "stores"}};

// `command` as path_of() has it.
OptionValues values_of(const std::string& command, const CLI::Option& option);

}  // namespace heapdyno
