// Selections, the one grammar in which the tool's user picks cells:
//
//   alloc:jemalloc,tcmalloc variant:all scenario:fill-random
//
// Words are separated by spaces or commas outside of values; a word is
// key:value[,value...]. A cell is selected when every named key has one of its
// values; the same key twice adds its values. A scenario's name without settings stands for it with
// any: scenario:value-sizes for value-sizes{value_size=64}, too. A value with spaces or commas stands
// in braces, compiler:{gcc 12.2.0}, and {} is what has none. A projection (--row, --col) is a
// selection in which a word may also be a bare key: every value it has.
// Pure values; any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heapdyno {

using CellKeys = std::map<std::string, std::string>;  // alloc -> jemalloc, ...

// The value of a key, or "".
std::string value_of(const CellKeys& keys, const std::string& key);

// The keys of a configuration and of what it did, in the order in which tables show them. Two sides
// are paired by them.
inline const std::vector<std::string> kKeys = {"in",      "mode",  "scenario", "phase",  "store",
                                               "variant", "alloc", "load",     "control"};

// What else a record says of its trial, for selections to name; and of each toggle its kind, as
// toggle.arena. results/README.md has what they are.
inline const std::vector<std::string> kRecordedKeys = {
    "compiler",        "flags",         "libstdcxx", "commit", "dirty", "allocator-version",
    "allocator-build", "store-version", "build",     "host",   "cpu",   "cores",
    "kernel",          "thp",           "governor",  "seed",   "plan",  "date",
    "layout",          "until"};
inline constexpr std::string_view kToggleKey = "toggle.";
bool is_toggle_key(std::string_view key);

// The value of the key "control": a configuration's second arm of the same binary.
inline constexpr const char* kControl = "a/a";

// Store and variant in one word: the variant of the reference store, the name of a store that has
// none, else both: "btree/baseline".
std::string configuration_of(const CellKeys& keys);

struct SelectionWord {
  std::string key;
  std::vector<std::string> values;  // empty: any (a projection's bare key)

  std::string text() const;  // as it would be typed
};

class Selection {
 public:
  // Throws a usage error on an unknown key or a word that is not key:value.
  static Selection parse(std::string_view text);
  static Selection parse(const std::vector<std::string>& texts);
  static Selection parse_projection(std::string_view text);

  bool empty() const { return words_.empty(); }
  const std::vector<SelectionWord>& words() const { return words_; }
  bool names(std::string_view key) const;
  std::vector<std::string> keys() const;
  bool matches(const CellKeys& keys) const;
  // As it would be typed.
  std::string text() const;

 private:
  enum class BareKeys { kRefused, kAllowed };
  void add(std::string_view text, BareKeys bare);

  std::vector<SelectionWord> words_;
};

}  // namespace heapdyno
