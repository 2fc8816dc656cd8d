#include "harness/builds/allocator_choice.h"

#include "allocators/settings.h"
#include "harness/base/error.h"
#include "harness/base/words.h"

namespace heapdyno {
namespace {

Error bad_allocator(std::string_view text, const std::string& why) {
  return usage_error("--alloc '" + std::string(text) + "': " + why +
                     "; write NAME, NAME=/path/lib.so or NAME{VARIABLE=value}");
}

std::vector<std::pair<std::string, std::string>> parse_settings(std::string_view whole,
                                                                const std::string& inside) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (const std::string& setting : split_outside_braces(inside, ';')) {
    const size_t equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) {
      throw bad_allocator(whole, "'" + setting + "' is not VARIABLE=value");
    }
    settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  if (settings.empty()) throw bad_allocator(whole, "empty braces");
  return settings;
}

}  // namespace

AllocatorChoice parse_allocator(std::string_view text) {
  const std::string whole(text);
  const size_t open = whole.find('{');
  const size_t close = whole.rfind('}');
  AllocatorChoice choice;
  std::string rest = whole;
  std::string braces;
  if (open != std::string::npos) {
    if (close == std::string::npos || close < open) {
      throw bad_allocator(text, "a brace is not closed");
    }
    braces = whole.substr(open, close - open + 1);
    choice.settings = parse_settings(text, whole.substr(open + 1, close - open - 1));
    rest = whole.substr(0, open) + whole.substr(close + 1);
  }
  const size_t equals = rest.find('=');
  const std::string name = rest.substr(0, equals);
  if (name.empty()) throw bad_allocator(text, "no name");
  choice.linked = name;
  if (equals != std::string::npos) {
    choice.library = rest.substr(equals + 1);
    choice.linked = "glibc";
    if (!choice.library.starts_with('/')) {
      throw bad_allocator(text, "the library's path must be absolute");
    }
  }
  choice.name = name + braces;
  return choice;
}

std::vector<std::string> dropped_variables(const char* const* environment) {
  std::vector<std::string> dropped;
  for (; *environment != nullptr; ++environment) {
    const std::string_view entry = *environment;
    const std::string_view name = entry.substr(0, entry.find('='));
    if (name == "LD_PRELOAD" || steers_allocator(name)) dropped.emplace_back(name);
  }
  return dropped;
}

}  // namespace heapdyno
