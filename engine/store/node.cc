#include "engine/store/node.h"

#include <algorithm>
#include <optional>

#include "engine/base/check.h"
#include "engine/base/coding.h"
#include "engine/memory/copied_bytes.h"

namespace engine {

namespace {

constexpr size_t kMaxKeyField = varint_length(kMaxTreeKeyBytes) + kTagBytes + kMaxTreeKeyBytes;
static_assert(kMaxKeyField + varint_length(2 * kMaxInlineValueBytes + 1) + kMaxInlineValueBytes <=
                  kPageContentBytes / 2,
              "an entry takes half a page at most");
static_assert(kMaxKeyField + sizeof(PageId) <= kPageContentBytes / 4,
              "a separator takes a quarter of a page at most");

// What the shortest entry (separator and child) of a page takes: a count that is not backed by as many
// bytes is not believed.
constexpr size_t kLeastEntryBytes = 1 + 1 + kTagBytes;
constexpr size_t kLeastSeparatorBytes = 1 + kTagBytes + sizeof(PageId);

// A view of the next n bytes, which the input no longer has then.
std::optional<std::string_view> take(std::string_view& input, uint64_t n) {
  if (n > input.size()) return std::nullopt;
  const std::string_view taken = input.substr(0, n);
  input.remove_prefix(n);
  return taken;
}

std::string_view contents_of(const std::shared_ptr<const char[]>& page) {
  return std::string_view(page.get() + kPageHeaderBytes, kPageContentBytes);
}

bool is_valid_tag(uint64_t tag) { return (tag & 0xff) <= kLargestKind; }

// False where the bytes are no entry.
bool decode_entry(std::string_view& input, const std::shared_ptr<const char[]>& page,
                  LeafEntry& entry) {
  const auto key_bytes = get_varint32(input);
  const auto value_field = get_varint64(input);
  const auto tag = get_fixed64(input);
  if (!key_bytes || !value_field || !tag || !is_valid_tag(*tag)) return false;
  const auto key = take(input, *key_bytes);
  if (!key || key->size() > kMaxTreeKeyBytes) return false;
  entry.key = Bytes::pinned(*key, page);
  entry.tag = *tag;
  if (*value_field & 1) {
    const auto chain = get_fixed64(input);
    entry.chain_bytes = *value_field >> 1;
    if (!chain || *chain < kFirstPage || entry.chain_bytes == 0) return false;
    entry.chain = *chain;
    return entry.chain_bytes <= kMaxTreeValueBytes;
  }
  const auto value = take(input, *value_field >> 1);
  if (!value || value->size() > kMaxInlineValueBytes) return false;
  entry.value = Bytes::pinned(*value, page);
  return true;
}

bool decode_separator(std::string_view& input, const std::shared_ptr<const char[]>& page,
                      Separator& separator) {
  const auto key_bytes = get_varint32(input);
  const auto tag = get_fixed64(input);
  if (!key_bytes || !tag || !is_valid_tag(*tag)) return false;
  const auto key = take(input, *key_bytes);
  if (!key || key->size() > kMaxTreeKeyBytes) return false;
  separator = Separator{Bytes::pinned(*key, page), *tag};
  return true;
}

// Of the sorted elements' part that `is_before` holds for, the size, which is in the range.
template <typename Elements, typename IsBefore>
size_t partition_point(const Elements& elements, SearchRange range, IsBefore is_before) {
  auto [low, high] = range;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (is_before(elements[middle])) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

template <typename Elements>
void append_moved(Elements& to, Elements& from, size_t first) {
  expect_size(to, to.size() + from.size() - first);
  for (size_t i = first; i < from.size(); ++i) to.push_back(std::move(from[i]));
  from.erase(from.begin() + static_cast<ptrdiff_t>(first), from.end());
}

}  // namespace

size_t LeafEntry::encoded_bytes() const {
  const uint64_t value_bytes = chained() ? chain_bytes : value.size();
  return varint_length(key.size()) + varint_length(value_bytes << 1 | 1) + kTagBytes + key.size() +
         (chained() ? sizeof chain : value.size());
}

size_t Separator::encoded_bytes() const {
  return varint_length(key.size()) + kTagBytes + key.size();
}

size_t LeafNode::count_before(const KeyRef& target) const {
  return partition_point(entries, search.range(target.user_key, entries.size()),
                         [&](const LeafEntry& e) { return compare(e.ref(), target) < 0; });
}

size_t LeafNode::count_up_to(const KeyRef& target) const {
  return partition_point(entries, search.range(target.user_key, entries.size()),
                         [&](const LeafEntry& e) { return compare(e.ref(), target) <= 0; });
}

void LeafNode::insert(size_t i, LeafEntry entry) {
  bytes += entry.encoded_bytes();
  entries.insert(entries.begin() + static_cast<ptrdiff_t>(i), std::move(entry));
  search.insert(i, entries.size(), [&](size_t j) { return entries[j].key.view(); });
}

void LeafNode::replace(size_t i, LeafEntry entry) {
  bytes += entry.encoded_bytes();
  bytes -= entries[i].encoded_bytes();
  entries[i] = std::move(entry);
}

// Where the halves differ least.
RightHalf<LeafNode> LeafNode::split() {
  CHECK(entries.size() > 1);
  size_t left = 0, at = 0;
  for (; at + 1 < entries.size(); ++at) {
    const size_t next = entries[at].encoded_bytes();
    if (at != 0 && 2 * left + next > bytes) break;
    left += next;
  }
  auto right = Objects::make_shared<LeafNode>();
  append_moved(right->entries, entries, at);
  right->bytes = std::exchange(bytes, left) - left;
  renew_search(*this);
  renew_search(*right);
  const LeafEntry& first = right->entries[0];
  // A copy: it may stay for longer than what the leaf's bytes lie in.
  return {Separator{Bytes::copy_of(first.key.view()), first.tag}, std::move(right)};
}

void LeafNode::absorb(Separator, LeafNode& right) {
  append_moved(entries, right.entries, 0);
  bytes += std::exchange(right.bytes, 0);
  renew_search(*this);
}

std::shared_ptr<LeafNode> LeafNode::clone() const {
  auto copy = Objects::make_shared<LeafNode>();
  expect_size(copy->entries, entries.size());
  for (const LeafEntry& entry : entries) copy->entries.push_back(entry);
  copy->bytes = bytes;
  copy->dirty = dirty;
  copy->search = search;
  return copy;
}

void LeafNode::gather() {
  if constexpr (Bytes::kShared) {
    size_t all = 0;
    for (const LeafEntry& entry : entries) all += entry.key.size() + entry.value.size();
    const auto owner = std::make_shared_for_overwrite<char[]>(all);
    char* end = owner.get();
    const auto take_in = [&](Bytes& bytes) {
      const std::string_view text = bytes.view();
      const std::string_view copy(end, text.size());
      end = std::copy(text.begin(), text.end(), end);
      bytes = Bytes::pinned(copy, owner);
    };
    for (LeafEntry& entry : entries) {
      take_in(entry.key);
      take_in(entry.value);
    }
    count_copied_bytes(all);
  }
}

void LeafNode::encode(std::string& page) const {
  for (const LeafEntry& entry : entries) {
    put_varint32(page, static_cast<uint32_t>(entry.key.size()));
    put_varint64(page, entry.chained() ? entry.chain_bytes << 1 | 1 : entry.value.size() << 1);
    put_fixed64(page, entry.tag);
    page.append(entry.key.view());
    if (entry.chained()) {
      put_fixed64(page, entry.chain);
    } else {
      page.append(entry.value.view());
    }
  }
}

const char* LeafNode::decode(const std::shared_ptr<const char[]>& page, size_t count) {
  std::string_view input = contents_of(page);
  if (count > input.size() / kLeastEntryBytes) return "malformed leaf";
  expect_size(entries, count);
  for (size_t i = 0; i < count; ++i) {
    LeafEntry entry;
    if (!decode_entry(input, page, entry)) return "malformed leaf";
    if (i > 0 && compare(entries.back().ref(), entry.ref()) >= 0) return "keys in disorder";
    bytes += entry.encoded_bytes();
    entries.push_back(std::move(entry));
  }
  renew_search(*this);
  // A length that was written longer than it need be would make the node larger than it says.
  return bytes == kPageContentBytes - input.size() ? nullptr : "malformed leaf";
}

size_t InnerNode::child_of(const KeyRef& target) const {
  return partition_point(separators, search.range(target.user_key, separators.size()),
                         [&](const Separator& s) { return compare(s.ref(), target) <= 0; });
}

void InnerNode::insert(size_t i, Separator separator, PageId child_after_it) {
  bytes += separator.encoded_bytes() + sizeof(PageId);
  separators.insert(separators.begin() + static_cast<ptrdiff_t>(i), std::move(separator));
  search.insert(i, separators.size(), [&](size_t j) { return separators[j].key.view(); });
  children.insert(children.begin() + static_cast<ptrdiff_t>(i) + 1, child_after_it);
}

Separator InnerNode::remove(size_t i) {
  const auto at = static_cast<ptrdiff_t>(i);
  Separator removed = std::move(separators[i]);
  bytes -= removed.encoded_bytes() + sizeof(PageId);
  separators.erase(separators.begin() + at, separators.begin() + at + 1);
  children.erase(children.begin() + at + 1, children.begin() + at + 2);
  renew_search(*this);
  return removed;
}

// The separator that goes up is the one whose sides differ least.
RightHalf<InnerNode> InnerNode::split() {
  CHECK(separators.size() > 2);
  const auto size = [&](size_t i) {
    return static_cast<int64_t>(separators[i].encoded_bytes() + sizeof(PageId));
  };
  const int64_t all = static_cast<int64_t>(bytes - sizeof(PageId));
  int64_t left = size(0);
  size_t up = 1;
  for (; up + 2 < separators.size(); ++up) {
    const int64_t lead = 2 * left + size(up) - all;  // of the left side over the right one
    if (2 * lead + size(up) + size(up + 1) > 0) break;
    left += size(up);
  }
  auto right = Objects::make_shared<InnerNode>();
  append_moved(right->separators, separators, up + 1);
  append_moved(right->children, children, up + 1);
  Separator separator = std::move(separators.back());
  separators.pop_back();
  right->bytes = bytes - static_cast<size_t>(left) - separator.encoded_bytes() - sizeof(PageId);
  bytes = static_cast<size_t>(left) + sizeof(PageId);
  renew_search(*this);
  renew_search(*right);
  return {std::move(separator), std::move(right)};
}

void InnerNode::absorb(Separator between, InnerNode& right) {
  bytes += between.encoded_bytes() + std::exchange(right.bytes, sizeof(PageId));
  separators.push_back(std::move(between));
  append_moved(separators, right.separators, 0);
  append_moved(children, right.children, 0);
  renew_search(*this);
}

void InnerNode::encode(std::string& page) const {
  put_fixed64(page, children[0]);
  for (size_t i = 0; i < separators.size(); ++i) {
    put_varint32(page, static_cast<uint32_t>(separators[i].key.size()));
    put_fixed64(page, separators[i].tag);
    page.append(separators[i].key.view());
    put_fixed64(page, children[i + 1]);
  }
}

const char* InnerNode::decode(const std::shared_ptr<const char[]>& page, size_t count) {
  std::string_view input = contents_of(page);
  if (count == 0 || count > input.size() / kLeastSeparatorBytes) return "malformed inner node";
  expect_size(separators, count);
  expect_size(children, count + 1);
  for (size_t i = 0; i <= count; ++i) {
    Separator separator;
    if (i > 0 && !decode_separator(input, page, separator)) return "malformed inner node";
    if (i > 1 && compare(separators.back().ref(), separator.ref()) >= 0)
      return "separators in disorder";
    const auto child = get_fixed64(input);
    if (!child || *child < kFirstPage) return "malformed inner node";
    children.push_back(*child);
    if (i == 0) continue;
    bytes += separator.encoded_bytes() + sizeof(PageId);
    separators.push_back(std::move(separator));
  }
  renew_search(*this);
  return bytes == kPageContentBytes - input.size() ? nullptr : "malformed inner node";
}

}  // namespace engine
