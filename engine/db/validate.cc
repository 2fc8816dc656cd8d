// The conflict check of a commit: see transaction.h.
#include <algorithm>
#include <string>
#include <utility>

#include "engine/db/sources.h"
#include "engine/db/transaction_impl.h"

namespace engine {
namespace {

// A key that must not have changed: sorted, they lie together in memory and on disk, and none is
// looked up twice.
struct Reserved {
  uint32_t part;
  std::string_view key;

  friend bool operator==(const Reserved&, const Reserved&) = default;
  friend bool operator<(const Reserved& a, const Reserved& b) {
    return a.part != b.part ? a.part < b.part : compare_user_keys(a.key, b.key) < 0;
  }
};
using ReservedKeys = SmallVec<Reserved, 16>;

ReservedKeys read_keys(const ReadSet& reads) {
  ReservedKeys keys;
  expect_size(keys, reads.points().size());
  for (const ReadSet::Point& point : reads.points())
    keys.push_back(Reserved{point.part, point.key.view()});
  return keys;
}

ReservedKeys written_keys(Transaction::Impl::Parts& parts) {
  ReservedKeys keys;
  for (uint32_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].writes) continue;
    expect_size(keys, keys.size() + parts[i].writes->size());
    parts[i].writes->for_each([&](std::string_view key, const WriteSet::Write&) {
      keys.push_back(Reserved{i, key});
    });
  }
  return keys;
}

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

// An entry of an index is its field's value and the key.
Status conflict(std::string_view key, const TreeNameView& tree) {
  std::string text = "key \"" + printable(key) + "\"";
  if (tree != TreeNameView()) text += " of " + printable(to_string(tree));
  return Status::conflict(text + " was written by another since the transaction began: try again");
}

// kConflict with the first key of the span that has a version newer than `begun`.
Status check_unchanged(Sources sources, const ReadSet::Span& span, const TreeNameView& tree,
                       Sequence begun) {
  MergedSources merged(std::move(sources));
  for (merged.seek(key_at(span.from, kMaxSequence)); merged.valid(); merged.next()) {
    const KeyRef key = merged.key();
    if (!span.to_end && compare_user_keys(key.user_key, span.to) > 0) break;
    if (key.sequence() > begun) return conflict(key.user_key, tree);
  }
  return merged.status();
}

bool memtables_changed(const ReadState& state, std::string_view key, Sequence begun) {
  if (state.active->newest(key) > begun) return true;
  return std::any_of(state.immutables.begin(), state.immutables.end(),
                     [&](const auto& memtable) { return memtable->newest(key) > begun; });
}

}  // namespace

Status DbImpl::validate(Transaction::Impl& transaction) {
  if (!options_.check_conflicts) return Status::ok();
  const Transaction::Impl::Parts& parts = transaction.parts();
  SmallVec<std::shared_ptr<const ReadState>, 2> states;  // of the parts
  expect_size(states, parts.size());
  for (const Transaction::Impl::Part& part : parts) {
    const Keyspace* const keyspace = named(part.name());
    if (keyspace == nullptr) return no_tree(part.name());
    if (keyspace->created > transaction.begun())
      return Status::conflict(printable(to_string(part.name())) +
                              " was made anew since the transaction began: try again");
    states.push_back(keyspace->state.get());
  }
  const bool serializable = transaction.isolation() == Isolation::kSerializable;
  ReservedKeys keys =
      serializable ? read_keys(transaction.reads()) : written_keys(transaction.parts());
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  for (const Reserved& key : keys)
    RETURN_IF_ERROR(
        validate_key(*states[key.part], key.key, parts[key.part].name(), transaction.begun()));
  if (!serializable) return Status::ok();
  for (const ReadSet::Span& span : transaction.reads().spans())
    RETURN_IF_ERROR(
        validate_span(*states[span.part], span, parts[span.part].name(), transaction.begun()));
  return Status::ok();
}

Status DbImpl::validate_key(const ReadState& state, std::string_view key, const TreeNameView& tree,
                            Sequence begun) {
  Sources sources;
  if (state.btree != nullptr) {
    add_memtables(sources, state);
  } else {
    if (memtables_changed(state, key, begun)) return conflict(key, tree);
    if (state.flushed <= begun) return Status::ok();  // what the tables hold is older
    RETURN_IF_ERROR(add_version(sources, *state.version, table_cache_));
  }
  const ReadSet::Span point{0, std::string(key), std::string(key)};
  return check_unchanged(std::move(sources), point, tree, begun);
}

Status DbImpl::validate_span(const ReadState& state, const ReadSet::Span& span,
                             const TreeNameView& tree, Sequence begun) {
  Sources sources;
  add_memtables(sources, state);
  if (state.flushed > begun) RETURN_IF_ERROR(add_version(sources, *state.version, table_cache_));
  return check_unchanged(std::move(sources), span, tree, begun);
}

}  // namespace engine
