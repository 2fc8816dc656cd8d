// Lookups by index: README.md, "Indexes".
#include <algorithm>
#include <utility>

#include "engine/db/db_impl.h"
#include "engine/db/index_key.h"

namespace engine {
namespace {

// What a transaction itself put with the value that is looked up. Borrows from the write set.
struct OwnMatch {
  std::string_view key;
  const WriteSet::Write* write;
};
using OwnMatches = SmallVec<OwnMatch, 16>;  // by key

OwnMatches own_matches(const Keyspace& index, std::string_view field_value, LookupOwn* own) {
  OwnMatches matches;
  if (own == nullptr || own->writes == nullptr) return matches;
  own->writes->for_each([&](std::string_view key, const WriteSet::Write& write) {
    if (write.kind == Kind::kPut && index.field_in(write.value.view()) == field_value)
      matches.push_back(OwnMatch{key, &write});
  });
  std::sort(matches.begin(), matches.end(), [](const OwnMatch& a, const OwnMatch& b) {
    return compare_user_keys(a.key, b.key) < 0;
  });
  return matches;
}

// Of the entries that were found, the commit demands that they are still there, as they were, and no
// others among them.
void note(const LookupOwn& own, const Range& range, const std::string& prefix,
          std::string_view field_value, bool is_whole) {
  std::string to;
  if (is_whole) {
    append_escaped(to, field_value);
    to.append(kBehindField);
  } else {
    to.append(prefix).append(range.back().key.view());
  }
  own.reads->add_span(own.index_part, prefix, std::move(to));
  for (const Entry& entry : range)
    if (!own.wrote(entry.key)) own.reads->add_point(own.keyspace_part, entry.key);
}

}  // namespace

Result<Range> DbImpl::lookup(const ReadOptions& options, std::string_view index,
                             std::string_view field_value, size_t limit) {
  // Index and keyspace are read at one moment, which is held.
  std::optional<Snapshot> held;
  if (options.snapshot == nullptr) held.emplace(snapshot());
  const Sequence sequence = held ? held->sequence() : options.snapshot->sequence();
  const Result<Indexed> found = indexed({options.keyspace, index}, sequence);
  if (!found.is_ok()) return found.status();
  return lookup(*found, field_value, limit, nullptr);
}

Result<Indexed> DbImpl::indexed(const TreeNameView& index, Sequence sequence) const {
  RETURN_IF_ERROR(check_name("an index's name", index.index));
  std::shared_ptr<const Keyspaces> catalog = catalog_.get();
  if (catalog == nullptr) return closed_database();
  const Keyspace* const found = find_keyspace(*catalog, index);
  if (found == nullptr) return no_tree(index);
  if (found->created > sequence)
    return Status::invalid_argument(to_string(index) +
                                    " was made after the snapshot: take another one");
  const Keyspace* const keyspace = find_keyspace(*catalog, {index.keyspace, {}});
  std::shared_ptr<const ReadState> entries = found->state.get();
  std::shared_ptr<const ReadState> values = keyspace->state.get();
  if (entries == nullptr || values == nullptr) return closed_database();
  return Indexed{std::move(catalog), found, std::move(entries), std::move(values), sequence};
}

Result<Range> DbImpl::lookup(const Indexed& indexed, std::string_view field_value, size_t limit,
                             LookupOwn* own) {
  Range range;
  if (limit == 0) return range;
  expect_size(range, std::min(limit, kLargestExpectedRange));
  std::string prefix;
  append_index_prefix(prefix, field_value);
  const OwnMatches matches = own_matches(*indexed.index, field_value, own);
  auto match = matches.begin();
  DbIterator entries =
      DbIterator::over(indexed.entries, indexed.sequence, table_cache_, std::nullopt, std::nullopt);
  RETURN_IF_ERROR(entries.status());
  entries.seek(prefix);
  while (range.size() < limit) {
    const bool more = entries.valid() && entries.key().starts_with(prefix);
    const std::string_view key = more ? entries.key().substr(prefix.size()) : std::string_view();
    if (match != matches.end() && (!more || compare_user_keys(match->key, key) <= 0)) {
      range.push_back(Entry{Bytes::copy_of(match->key), match->write->value});
      ++match;
      continue;
    }
    if (!more) break;
    if (own == nullptr || !own->wrote(key)) {
      Result<Bytes> value = indexed_value(indexed, key);
      if (!value.is_ok()) return std::move(value).status();
      range.push_back(Entry{Bytes::copy_of(key), *std::move(value)});
    }
    entries.next();
  }
  RETURN_IF_ERROR(entries.status());
  if (own != nullptr && own->reads != nullptr)
    note(*own, range, prefix, field_value, range.size() < limit);
  return range;
}

Result<Bytes> DbImpl::indexed_value(const Indexed& indexed, std::string_view key) {
  Result<Lookup> found = find_held(*indexed.values, key, indexed.sequence);
  if (!found.is_ok()) return std::move(found).status();
  if (found->state == Lookup::State::kFound) return std::move(found->value);
  return Status::corruption(to_string(indexed.index->tree_name()) +
                            " names a key that is not there: drop the index and make it again");
}

}  // namespace engine
