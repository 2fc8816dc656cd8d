#include "engine/db/conflict.h"

#include <algorithm>
#include <string>

#include "engine/store/key.h"

namespace engine {
namespace {

std::string printable(std::string_view key) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const char c : key) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      text.push_back(c);
    } else {
      text += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return text;
}

}  // namespace

std::span<const ReservedKey> sort_reserved(std::span<ReservedKey> keys) {
  std::sort(keys.begin(), keys.end(), [](const ReservedKey& a, const ReservedKey& b) {
    return a.part != b.part ? a.part < b.part : compare_user_keys(a.key, b.key) < 0;
  });
  return {keys.begin(), std::unique(keys.begin(), keys.end())};
}

Status conflict_of_key(std::string_view key, const TreeNameView& tree) {
  std::string text = "key \"" + printable(key) + "\"";
  if (tree != TreeNameView()) text += " of " + printable(to_string(tree));
  return Status::conflict(text + " was written by another since the transaction began: try again");
}

Status conflict_of_tree(const TreeNameView& tree) {
  return Status::conflict(printable(to_string(tree)) +
                          " was made anew since the transaction began: try again");
}

}  // namespace engine
