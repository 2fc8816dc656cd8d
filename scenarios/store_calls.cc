#include "scenarios/store_calls.h"

#include <algorithm>

#include "scenarios/scopes.h"

namespace heapdyno {
namespace {

using engine::Status;

// The two families do the same. `Family` goes into an empty asm statement, without which the
// compiler would notice and keep one function for both names.
template <int Family, typename Call>
inline auto in_scope(const Target& target, Scope scope, Call call) {
  asm volatile("" ::"i"(Family));
  const ObserverScope within(*target.observer, scope);
  return call(*target.store);
}

[[gnu::noinline]] Status measure_open(const Target& target, const OpenArguments& a) {
  return in_scope<1>(target, kScopeOpen, [&](Store& s) { return s.open(a.context, a.path); });
}
[[gnu::noinline]] Status measure_put(const Target& target, const Key& key, std::string_view value) {
  return in_scope<1>(target, kScopePut, [&](Store& s) { return s.put(key, value); });
}
[[gnu::noinline]] Status measure_get(const Target& target, const Key& key, ReadSink& sink) {
  return in_scope<1>(target, kScopeGet, [&](Store& s) { return s.get(key, sink); });
}
[[gnu::noinline]] Status measure_remove(const Target& target, const Key& key) {
  return in_scope<1>(target, kScopeDelete, [&](Store& s) { return s.remove(key); });
}
[[gnu::noinline]] Status measure_batch(const Target& target, const Entry* entries, size_t n) {
  return in_scope<1>(target, kScopeBatch, [&](Store& s) { return s.batch(entries, n); });
}
[[gnu::noinline]] Status measure_scan(const Target& target, const Key& from, EntrySink& sink) {
  return in_scope<1>(target, kScopeScan, [&](Store& s) { return s.scan(from, sink); });
}
[[gnu::noinline]] Status measure_seek(const Target& target, const Key& from, EntrySink& sink) {
  return in_scope<1>(target, kScopeSeek, [&](Store& s) { return s.scan(from, sink); });
}
[[gnu::noinline]] Status measure_range(const Target& target, const Key& from, size_t limit,
                                       EntrySink& sink) {
  return in_scope<1>(target, kScopeRange, [&](Store& s) { return s.range(from, limit, sink); });
}
[[gnu::noinline]] Status measure_commit(const Target& target, const TransactionWork& work,
                                        ReadSink& sink) {
  return in_scope<1>(target, kScopeCommit, [&](Store& s) { return s.transact(work, sink); });
}
[[gnu::noinline]] Status measure_lookup(const Target& target, const Lookup& lookup, size_t limit,
                                        EntrySink& sink) {
  return in_scope<1>(target, kScopeLookup, [&](Store& s) { return s.lookup(lookup, limit, sink); });
}
[[gnu::noinline]] Status measure_insert(const Target& target, const Key& key,
                                        std::string_view value) {
  return in_scope<1>(target, kScopeInsert, [&](Store& s) { return s.put(key, value); });
}
[[gnu::noinline]] Status measure_modify(const Target& target, const Key& key,
                                        std::string_view value, ReadSink& sink) {
  return in_scope<1>(target, kScopeModify, [&](Store& s) {
    const Status status = s.get(key, sink);
    return status.is_ok() ? s.put(key, value) : status;
  });
}
[[gnu::noinline]] Status measure_append(const Target& target, const Key& key, GrowingValue& value) {
  return in_scope<1>(target, kScopeAppend, [&](Store& s) {
    const Status status = s.get(key, value);
    return status.is_ok() ? s.put(key, value.value()) : status;
  });
}
[[gnu::noinline]] Status measure_prepare(const Target& target, size_t slot, const Entry* entries,
                                         size_t n) {
  return in_scope<1>(target, kScopeHandOver, [&](Store& s) { return s.prepare(slot, entries, n); });
}
[[gnu::noinline]] Status measure_write_prepared(const Target& target, size_t slot) {
  return in_scope<1>(target, kScopeHandOver, [&](Store& s) { return s.write_prepared(slot); });
}
[[gnu::noinline]] Status measure_flush(const Target& target) {
  return in_scope<1>(target, kScopeFlush, [&](Store& s) { return s.flush(); });
}
[[gnu::noinline]] Status measure_compact(const Target& target) {
  return in_scope<1>(target, kScopeCompact, [&](Store& s) { return s.compact(); });
}
[[gnu::noinline]] Status measure_close(const Target& target) {
  return in_scope<1>(target, kScopeClose, [&](Store& s) { return s.close(); });
}

[[gnu::noinline]] Status load_open(const Target& target, const OpenArguments& a) {
  return in_scope<2>(target, kScopeOpen, [&](Store& s) { return s.open(a.context, a.path); });
}
[[gnu::noinline]] Status load_put(const Target& target, const Key& key, std::string_view value) {
  return in_scope<2>(target, kScopePut, [&](Store& s) { return s.put(key, value); });
}
[[gnu::noinline]] Status load_get(const Target& target, const Key& key, ReadSink& sink) {
  return in_scope<2>(target, kScopeGet, [&](Store& s) { return s.get(key, sink); });
}
[[gnu::noinline]] Status load_remove(const Target& target, const Key& key) {
  return in_scope<2>(target, kScopeDelete, [&](Store& s) { return s.remove(key); });
}
[[gnu::noinline]] Status load_batch(const Target& target, const Entry* entries, size_t n) {
  return in_scope<2>(target, kScopeBatch, [&](Store& s) { return s.batch(entries, n); });
}
[[gnu::noinline]] Status load_scan(const Target& target, const Key& from, EntrySink& sink) {
  return in_scope<2>(target, kScopeScan, [&](Store& s) { return s.scan(from, sink); });
}
[[gnu::noinline]] Status load_seek(const Target& target, const Key& from, EntrySink& sink) {
  return in_scope<2>(target, kScopeSeek, [&](Store& s) { return s.scan(from, sink); });
}
[[gnu::noinline]] Status load_range(const Target& target, const Key& from, size_t limit,
                                    EntrySink& sink) {
  return in_scope<2>(target, kScopeRange, [&](Store& s) { return s.range(from, limit, sink); });
}
[[gnu::noinline]] Status load_commit(const Target& target, const TransactionWork& work,
                                     ReadSink& sink) {
  return in_scope<2>(target, kScopeCommit, [&](Store& s) { return s.transact(work, sink); });
}
[[gnu::noinline]] Status load_lookup(const Target& target, const Lookup& lookup, size_t limit,
                                     EntrySink& sink) {
  return in_scope<2>(target, kScopeLookup, [&](Store& s) { return s.lookup(lookup, limit, sink); });
}
[[gnu::noinline]] Status load_insert(const Target& target, const Key& key, std::string_view value) {
  return in_scope<2>(target, kScopeInsert, [&](Store& s) { return s.put(key, value); });
}
[[gnu::noinline]] Status load_modify(const Target& target, const Key& key, std::string_view value,
                                     ReadSink& sink) {
  return in_scope<2>(target, kScopeModify, [&](Store& s) {
    const Status status = s.get(key, sink);
    return status.is_ok() ? s.put(key, value) : status;
  });
}
[[gnu::noinline]] Status load_append(const Target& target, const Key& key, GrowingValue& value) {
  return in_scope<2>(target, kScopeAppend, [&](Store& s) {
    const Status status = s.get(key, value);
    return status.is_ok() ? s.put(key, value.value()) : status;
  });
}
[[gnu::noinline]] Status load_prepare(const Target& target, size_t slot, const Entry* entries,
                                      size_t n) {
  return in_scope<2>(target, kScopeHandOver, [&](Store& s) { return s.prepare(slot, entries, n); });
}
[[gnu::noinline]] Status load_write_prepared(const Target& target, size_t slot) {
  return in_scope<2>(target, kScopeHandOver, [&](Store& s) { return s.write_prepared(slot); });
}
[[gnu::noinline]] Status load_flush(const Target& target) {
  return in_scope<2>(target, kScopeFlush, [&](Store& s) { return s.flush(); });
}
[[gnu::noinline]] Status load_compact(const Target& target) {
  return in_scope<2>(target, kScopeCompact, [&](Store& s) { return s.compact(); });
}
[[gnu::noinline]] Status load_close(const Target& target) {
  return in_scope<2>(target, kScopeClose, [&](Store& s) { return s.close(); });
}

}  // namespace

void GrowingValue::read(bool, std::string_view value) {
  const std::string_view more = more_.substr(more_.size() - std::min(more_.size(), room_.size()));
  const size_t kept = std::min(value.size(), room_.size() - more.size());
  const std::string_view newest = value.substr(value.size() - kept);
  std::copy(newest.begin(), newest.end(), room_.begin());
  std::copy(more.begin(), more.end(), room_.begin() + static_cast<ptrdiff_t>(kept));
  size_ = kept + more.size();
}

const StoreCalls kMeasure = {
    measure_open,   measure_put,     measure_get,    measure_remove,  measure_batch,
    measure_scan,   measure_seek,    measure_range,  measure_commit,  measure_lookup,
    measure_insert, measure_modify,  measure_append, measure_prepare, measure_write_prepared,
    measure_flush,  measure_compact, measure_close};
const StoreCalls kLoad = {load_open,   load_put,     load_get,    load_remove,  load_batch,
                          load_scan,   load_seek,    load_range,  load_commit,  load_lookup,
                          load_insert, load_modify,  load_append, load_prepare, load_write_prepared,
                          load_flush,  load_compact, load_close};

const char* name_of(Scope scope) {
  static constexpr const char* kNames[kScopes] = {
      "store",  "harness", "pre-main", "background", "open",      "put",     "get",   "delete",
      "batch",  "scan",    "seek",     "range",      "flush",     "compact", "close", "commit",
      "lookup", "insert",  "modify",   "append",     "hand-over", "idle",    "purge"};
  return kNames[scope];
}

Scope scope_of(Operation operation) {
  static constexpr Scope kOf[kOperations] = {
      kScopePut,    kScopeGet,    kScopeDelete,  kScopeBatch,    kScopeScan,   kScopeSeek,
      kScopeRange,  kScopeFlush,  kScopeCompact, kScopeOpen,     kScopeCommit, kScopeLookup,
      kScopeInsert, kScopeModify, kScopeAppend,  kScopeHandOver, kScopeIdle,   kScopePurge};
  return kOf[static_cast<size_t>(operation)];
}

}  // namespace heapdyno
