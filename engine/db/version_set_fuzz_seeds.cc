// Makes the seed corpus of version_set_fuzz.cc.
#include <utility>
#include <vector>

#include "engine/db/version_edit.h"
#include "engine/store/wal_fuzz_seeds.h"

namespace engine {
namespace {

using fuzz::kBadChecksum;
using fuzz::log_of;
using fuzz::patched;

constexpr char kCurrent[] = "MANIFEST-000004\n";

std::string with_current(std::string_view current, std::string_view manifest) {
  return std::string(1, static_cast<char>(current.size())).append(current).append(manifest);
}

std::string internal_key(std::string_view user_key) {
  std::string key;
  append_key(key, key_at(user_key, 1));
  return key;
}

VersionEdit::Added table(int level, uint64_t number, std::string_view smallest,
                         std::string_view largest) {
  auto meta = std::make_shared<TableMeta>();
  meta->number = number;
  meta->bytes = 1000;
  meta->smallest = internal_key(smallest);
  meta->largest = internal_key(largest);
  return {level, std::move(meta)};
}

// Edits as records. Without this one no manifest is whole.
std::string logs() {
  VersionEdit edit;
  edit.log_number = 3;
  edit.next_file = 9;
  edit.last_sequence = 100;
  return edit.encode();
}

std::string created(const TreeName& name) {
  VersionEdit edit;
  edit.set_tree(name);
  edit.created = 5;
  if (!name.index.empty()) {
    edit.field = "city";
    edit.extractor = "json";
  }
  return edit.encode();
}

std::string dropped(const TreeName& name, uint64_t log) {
  VersionEdit edit;
  edit.set_tree(name);
  edit.dropped = log;
  return edit.encode();
}

std::string adding(std::vector<VersionEdit::Added> tables, const TreeName& name = {}) {
  VersionEdit edit;
  edit.set_tree(name);
  edit.flushed = 8;
  edit.added = std::move(tables);
  return edit.encode();
}

std::string removing(int level, uint64_t number) {
  VersionEdit edit;
  edit.removed.push_back({level, number});
  return edit.encode();
}

// The edit for the logs, then these.
std::string manifest_of(std::vector<std::string> records) {
  records.insert(records.begin(), logs());
  return with_current(kCurrent, log_of(records));
}

std::string manifest_with(std::string_view item) {
  return with_current(kCurrent, log_of({logs().append(item)}));
}

void add_files(fuzz::Seeds& seeds) {
  const std::string log = log_of({logs(), logs()});
  const size_t first = kWalHeaderBytes;
  const size_t second = log_of({logs()}).size();
  seeds["current-empty"] = with_current("", log);
  seeds["current-without-newline"] = with_current("MANIFEST-000004", log);
  seeds["current-names-a-log"] = with_current("000004.log\n", log);
  seeds["current-names-no-number"] = with_current("MANIFEST-x\n", log);
  seeds["current-names-too-large-a-number"] = with_current("MANIFEST-99999999999999999999\n", log);
  seeds["current-names-what-is-not-there"] = with_current("MANIFEST-000005\n", log);
  seeds["nothing"] = "";
  seeds["manifest-empty"] = with_current(kCurrent, "");
  seeds["manifest-says-nothing"] = with_current(kCurrent, log_of({VersionEdit().encode()}));
  seeds["manifest-torn"] = with_current(kCurrent, fuzz::cut(log, 1));
  seeds["manifest-bad-record"] = with_current(kCurrent, patched(log, first + 8, kBadChecksum));
  seeds["manifest-bad-at-end"] = with_current(kCurrent, patched(log, second + 8, kBadChecksum));
}

void add_tables(fuzz::Seeds& seeds) {
  seeds["logs-alone"] = manifest_of({});
  seeds["tables"] =
      manifest_of({adding({table(0, 5, "a", "m"), table(0, 6, "b", "z"), table(1, 4, "a", "c"),
                           table(1, 3, "d", "f"), table(6, 2, "a", "z")})});
  seeds["tables-removed"] = manifest_of({adding({table(1, 5, "a", "m")}), removing(1, 5)});
  seeds["tables-of-two-keyspaces"] =
      manifest_of({adding({table(1, 5, "a", "m")}), created({"users", ""})});
  seeds["tables-overlap"] = manifest_of({adding({table(1, 5, "a", "m"), table(1, 6, "b", "n")})});
  seeds["tables-overlap-in-level-0"] =
      manifest_of({adding({table(0, 5, "a", "m"), table(0, 5, "b", "n")})});
  seeds["table-ends-before-it-begins"] =
      manifest_of({adding({table(1, 5, "z", "a"), table(1, 6, "b", "c")})});
  seeds["table-removed-that-is-not-there"] = manifest_of({removing(1, 5)});
}

void add_keyspaces(fuzz::Seeds& seeds) {
  const TreeName users{"users", ""};
  const std::string lsm = adding({table(2, 5, "a", "m")}, users);
  VersionEdit btree;
  btree.keyspace = "users";
  btree.page_file = 7;
  VersionEdit unknown;
  unknown.keyspace = "unknown";
  seeds["keyspace"] = manifest_of({created(users), lsm});
  seeds["keyspace-b+tree"] = manifest_of({created(users), btree.encode()});
  seeds["keyspace-twice"] = manifest_of({created(users), created(users)});
  seeds["keyspace-default-created"] = manifest_of({created({})});
  seeds["keyspace-default-dropped"] = manifest_of({dropped({}, 3)});
  seeds["keyspace-unknown"] = manifest_of({unknown.encode()});
  seeds["keyspace-dropped"] = manifest_of({created(users), dropped(users, 3)});
  seeds["keyspace-dropped-before-the-logs"] = manifest_of({created(users), dropped(users, 2)});
  seeds["keyspace-only-dropped"] = manifest_of({dropped(users, 3)});
  seeds["keyspace-comes-again"] =
      manifest_of({created(users), dropped(users, 3), created(users), lsm});
}

void add_indexes(fuzz::Seeds& seeds) {
  const TreeName users{"users", ""};
  const TreeName by_city{"users", "by-city"};
  VersionEdit of_nothing;
  of_nothing.index = "by-city";
  of_nothing.created = 5;
  seeds["index"] =
      manifest_of({created(users), created(by_city), adding({table(1, 5, "a", "m")}, by_city)});
  seeds["index-of-default-keyspace"] = manifest_of({created({"", "by-city"})});
  seeds["index-of-no-field"] = manifest_of({of_nothing.encode()});
  seeds["index-of-no-keyspace"] = manifest_of({created(by_city)});
  seeds["index-twice"] = manifest_of({created(users), created(by_city), created(by_city)});
  seeds["index-dropped"] = manifest_of({created(users), created(by_city), dropped(by_city, 3)});
  seeds["index-goes-with-keyspace"] =
      manifest_of({created(users), created(by_city), dropped(users, 3)});
}

void add_items(fuzz::Seeds& seeds) {
  const std::string far(9, '\xff');
  seeds["edit-other-format"] = with_current(kCurrent, log_of({"\3"}));
  seeds["edit-empty"] = with_current(kCurrent, log_of({""}));
  seeds["item-unknown"] = manifest_with("\x7f");
  seeds["item-number-cut"] = manifest_with("\1\x80");
  seeds["item-next-file-largest"] = manifest_with("\2" + far + "\1");
  seeds["item-last-sequence-largest"] = manifest_with("\3" + far + "\1");
  seeds["item-level-too-deep"] = manifest_with("\5\7\1");
  seeds["item-of-version-1"] = manifest_with(
      "\4\1\x8"
      "12345678");
  seeds["item-key-without-tag"] = manifest_with(
      "\6\1\5\5\7"
      "1234567");
  seeds["item-removed-cut"] = manifest_with("\5\1");
  seeds["item-added-cut"] = manifest_with(
      "\6\1\5\5\x8"
      "12345678");
  seeds["item-key-longer-than-record"] = manifest_with("\6\1\5\5" + far + "\1");
  seeds["item-keyspace-empty"] = manifest_with(std::string("\7\0", 2));
  seeds["item-keyspace-twice"] = manifest_with("\7\1a\7\1b");
  seeds["item-index-of-cut"] = manifest_with("\xd\1f\2e");
  for (const char tag : {8, 9, 10, 11, 12}) {
    seeds["item-" + std::to_string(tag) + "-cut"] = manifest_with(std::string(1, tag));
    const std::string largest = std::string("\2\7\1a\x8\1", 6) + tag + far + "\1";
    seeds["item-" + std::to_string(tag) + "-largest"] =
        with_current(kCurrent, log_of({logs(), largest}));
  }
}

}  // namespace
}  // namespace engine

int main(int argc, char** argv) {
  engine::fuzz::Seeds seeds;
  engine::add_files(seeds);
  engine::add_tables(seeds);
  engine::add_keyspaces(seeds);
  engine::add_indexes(seeds);
  engine::add_items(seeds);
  return engine::fuzz::write_seeds(argc, argv, seeds);
}
