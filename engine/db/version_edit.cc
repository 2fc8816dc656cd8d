#include "engine/db/version_edit.h"

#include "engine/base/coding.h"

namespace engine {
namespace {

constexpr char kEditFormat = 2;

enum ItemTag : unsigned char {
  kLogNumber = 1,
  kNextFile = 2,
  kLastSequence = 3,
  kRemovedTable = 5,
  kAddedTable = 6,
  kKeyspace = 7,
  kCreated = 8,
  kDropped = 9,
  kFlushed = 10,
  kPageFile = 11,
  kIndex = 12,
  kIndexOf = 13,
};

Status malformed_edit(std::string_view what) {
  return Status::corruption("version edit: " + std::string(what));
}

std::optional<int> get_level(std::string_view& input) {
  const std::optional<uint64_t> level = get_varint64(input);
  if (!level || *level >= kLevels) return std::nullopt;
  return static_cast<int>(*level);
}

std::optional<std::string_view> get_internal_key(std::string_view& input) {
  const auto key = get_length_prefixed(input);
  return key && key->size() >= kTagBytes ? key : std::nullopt;
}

std::optional<uint64_t> get_file_number(std::string_view& input) {
  const std::optional<uint64_t> number = get_varint64(input);
  return number && *number <= kMaxFileNumber ? number : std::nullopt;
}

bool get_file(std::string_view& input, std::optional<uint64_t>& number) {
  number = get_file_number(input);
  return number.has_value();
}

bool get_sequence(std::string_view& input, std::optional<Sequence>& sequence) {
  sequence = get_varint64(input);
  return sequence && *sequence <= kMaxSequence;
}

bool get_removed(std::string_view& input, VersionEdit& edit) {
  const auto level = get_level(input);
  const auto number = get_file_number(input);
  if (!level || !number) return false;
  edit.removed.push_back({*level, *number});
  return true;
}

bool get_added(std::string_view& input, VersionEdit& edit) {
  const auto level = get_level(input);
  const auto number = get_file_number(input);
  const auto bytes = get_varint64(input);
  const auto smallest = get_internal_key(input);
  const auto largest = get_internal_key(input);
  if (!level || !number || !bytes || !smallest || !largest) return false;
  auto table = std::make_shared<TableMeta>();
  table->number = *number;
  table->bytes = *bytes;
  table->smallest = *smallest;
  table->largest = *largest;
  edit.added.push_back({*level, std::move(table)});
  return true;
}

// Once, and not the empty one.
bool get_name(std::string_view& input, std::string& name) {
  const auto text = get_length_prefixed(input);
  if (!text || text->empty() || !name.empty()) return false;
  name = *text;
  return true;
}

bool get_item(std::string_view& input, VersionEdit& edit) {
  const auto tag = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  switch (tag) {
    case kLogNumber:
      return get_file(input, edit.log_number);
    case kNextFile:
      return get_file(input, edit.next_file);
    case kLastSequence:
      return get_sequence(input, edit.last_sequence);
    case kRemovedTable:
      return get_removed(input, edit);
    case kAddedTable:
      return get_added(input, edit);
    case kKeyspace:
      return get_name(input, edit.keyspace);
    case kCreated:
      return get_sequence(input, edit.created);
    case kDropped:
      return get_file(input, edit.dropped);
    case kFlushed:
      return get_sequence(input, edit.flushed);
    case kPageFile:
      return get_file(input, edit.page_file);
    case kIndex:
      return get_name(input, edit.index);
    case kIndexOf:
      return get_name(input, edit.field) && get_name(input, edit.extractor);
    default:
      return false;
  }
}

void put_number(std::string& out, ItemTag tag, const std::optional<uint64_t>& number) {
  if (!number) return;
  out.push_back(static_cast<char>(tag));
  put_varint64(out, *number);
}

void put_name(std::string& out, ItemTag tag, const std::string& name) {
  if (name.empty()) return;
  out.push_back(static_cast<char>(tag));
  put_length_prefixed(out, name);
}

void put_removed(std::string& out, const VersionEdit::Removed& removed) {
  out.push_back(static_cast<char>(kRemovedTable));
  put_varint64(out, static_cast<uint64_t>(removed.level));
  put_varint64(out, removed.number);
}

void put_added(std::string& out, const VersionEdit::Added& added) {
  out.push_back(static_cast<char>(kAddedTable));
  put_varint64(out, static_cast<uint64_t>(added.level));
  put_varint64(out, added.table->number);
  put_varint64(out, added.table->bytes);
  put_length_prefixed(out, added.table->smallest);
  put_length_prefixed(out, added.table->largest);
}

}  // namespace

VersionEdit::VersionEdit() = default;
VersionEdit::VersionEdit(VersionEdit&&) noexcept = default;
VersionEdit& VersionEdit::operator=(VersionEdit&&) noexcept = default;
VersionEdit::~VersionEdit() = default;

void VersionEdit::append_to(std::string& out) const {
  out.push_back(kEditFormat);
  put_name(out, kKeyspace, keyspace);
  put_name(out, kIndex, index);
  if (!field.empty()) {
    put_name(out, kIndexOf, field);
    put_length_prefixed(out, extractor);
  }
  put_number(out, kCreated, created);
  put_number(out, kDropped, dropped);
  put_number(out, kFlushed, flushed);
  put_number(out, kPageFile, page_file);
  put_number(out, kLogNumber, log_number);
  put_number(out, kNextFile, next_file);
  put_number(out, kLastSequence, last_sequence);
  for (const Removed& table : removed) put_removed(out, table);
  for (const Added& table : added) put_added(out, table);
}

std::string VersionEdit::encode() const {
  std::string out;
  append_to(out);
  return out;
}

Result<VersionEdit> VersionEdit::decode(std::string_view record) {
  if (record.empty() || record.front() != kEditFormat)
    return malformed_edit("unknown format version");
  record.remove_prefix(1);
  VersionEdit edit;
  while (!record.empty()) {
    const int tag = static_cast<unsigned char>(record.front());
    if (!get_item(record, edit)) return malformed_edit("bad item with tag " + std::to_string(tag));
  }
  return edit;
}

}  // namespace engine
