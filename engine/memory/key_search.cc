#include "engine/memory/key_search.h"

#include <limits>

#include "engine/base/coding.h"
#include "engine/memory/vector_search.h"

namespace engine {

namespace {

constexpr size_t kHeadBytes = sizeof(int64_t);
constexpr int64_t kPadding = std::numeric_limits<int64_t>::max();

}  // namespace

void VectorKeySearch::make_room(size_t n, std::string_view first, std::string_view last) {
  words_.clear();
  if (n == 0) return;
  // A head is whole bytes of a key, where keys are long enough: those of one length are.
  shared_bytes_ =
      std::min(common_prefix(first, last), std::max(first.size(), kHeadBytes) - kHeadBytes);
  words_.resize(shared_words() + n + kVectorPadding, kPadding);
  first.copy(reinterpret_cast<char*>(words_.data()), shared_bytes_);
}

bool VectorKeySearch::insert_head(size_t i, std::string_view key) {
  if (words_.empty() || !key.starts_with(shared())) return false;
  words_.insert(words_.begin() + static_cast<ptrdiff_t>(shared_words() + i), head_of(key));
  return true;
}

// Signed, because that is what vector instructions compare.
int64_t VectorKeySearch::head_of(std::string_view key) const {
  const std::string_view rest = key.substr(std::min(shared_bytes_, key.size()));
  return static_cast<int64_t>(engine::head_of(rest) ^ uint64_t{1} << 63);
}

SearchRange VectorKeySearch::range(std::string_view target, size_t n) const {
  if (words_.empty()) return {0, n};
  if (const size_t agrees = common_prefix(target, shared()); agrees != shared_bytes_) {
    const auto byte = [&](std::string_view text) {
      return static_cast<unsigned char>(text[agrees]);
    };
    const bool is_less = agrees == target.size() || byte(target) < byte(shared());
    return is_less ? SearchRange{0, 0} : SearchRange{n, n};
  }
  const int64_t head = head_of(target);
  const int64_t* const heads = words_.data() + shared_words();
  const size_t low = vector_count_less(heads, n, head);
  const auto differs = [&](size_t i) { return i == n || heads[i] != head; };
  if (differs(low)) return {low, low};
  if (differs(low + 1)) return {low, low + 1};
  if (head == kPadding) return {low, n};
  return {low, low + vector_count_less(heads + low, n - low, head + 1)};
}

}  // namespace engine
