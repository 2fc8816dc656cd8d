// The conflict check of a commit: see transaction.h.
#include <algorithm>
#include <string>
#include <utility>

#include "engine/db/conflict.h"
#include "engine/db/sources.h"
#include "engine/db/transaction_impl.h"

namespace engine {
namespace {

using ReservedKeys = SmallVec<ReservedKey, 16>;

ReservedKeys read_keys(const ReadSet& reads) {
  ReservedKeys keys;
  expect_size(keys, reads.points().size());
  for (const ReadSet::Point& point : reads.points())
    keys.push_back(ReservedKey{point.part, point.key.view()});
  return keys;
}

ReservedKeys written_keys(Transaction::Impl::Parts& parts) {
  ReservedKeys keys;
  for (uint32_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].writes) continue;
    expect_size(keys, keys.size() + parts[i].writes->size());
    parts[i].writes->for_each([&](std::string_view key, const WriteSet::Write&) {
      keys.push_back(ReservedKey{i, key});
    });
  }
  return keys;
}

// kConflict with the first key of the span that has a version newer than `begun`.
Status check_unchanged(MergedSources& merged, const ReadSet::Span& span, const TreeNameView& tree,
                       Sequence begun) {
  for (merged.seek(key_at(span.from, kMaxSequence)); merged.valid(); merged.next()) {
    const KeyRef key = merged.key();
    if (!span.to_end && compare_user_keys(key.user_key, span.to) > 0) break;
    if (key.sequence() > begun) return conflict_of_key(key.user_key, tree);
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
    if (keyspace->created > transaction.begun()) return conflict_of_tree(part.name());
    states.push_back(keyspace->state.get());
  }
  const bool serializable = transaction.isolation() == Isolation::kSerializable;
  ReservedKeys keys =
      serializable ? read_keys(transaction.reads()) : written_keys(transaction.parts());
  for (const ReservedKey& key : sort_reserved({keys.data(), keys.size()}))
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
  MergedSources merged;
  if (state.btree != nullptr) {
    add_memtables(merged.sources(), state);
  } else {
    if (memtables_changed(state, key, begun)) return conflict_of_key(key, tree);
    if (state.flushed <= begun) return Status::ok();  // what the tables hold is older
    RETURN_IF_ERROR(add_version(merged.sources(), *state.version, table_cache_));
  }
  const ReadSet::Span point{0, std::string(key), std::string(key)};
  return check_unchanged(merged, point, tree, begun);
}

Status DbImpl::validate_span(const ReadState& state, const ReadSet::Span& span,
                             const TreeNameView& tree, Sequence begun) {
  MergedSources merged;
  add_memtables(merged.sources(), state);
  if (state.flushed > begun)
    RETURN_IF_ERROR(add_version(merged.sources(), *state.version, table_cache_));
  return check_unchanged(merged, span, tree, begun);
}

}  // namespace engine
