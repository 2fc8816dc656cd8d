#include "engine/db/merge.h"

#include <algorithm>
#include <utility>

namespace engine {
namespace {

// Room is taken for no more, whatever the manifest says of the size of tables.
constexpr uint64_t kMostExpectedOutputs = 1024;

}  // namespace

Result<std::unique_ptr<Merge>> Merge::begin(const Context& context, const Compaction& compaction,
                                            Sequence oldest) {
  std::unique_ptr<Merge> merge(new Merge(context, compaction, oldest));
  const auto& [upper, lower] = compaction.inputs;
  Sources& inputs = merge->inputs_.sources();
  expect_size(inputs, compaction.level == 0 ? upper.size() + 1 : 2);
  if (compaction.level == 0) {
    RETURN_IF_ERROR(add_tables(inputs, upper, context.tables, FillCache::kNo));
  } else {
    add_level(inputs, upper, context.tables, FillCache::kNo);
  }
  add_level(inputs, lower, context.tables, FillCache::kNo);
  merge->inputs_.seek_to_first();
  RETURN_IF_ERROR(merge->inputs_.status());
  return merge;
}

// Whole tables of what goes in: few end earlier (table_cut.h), and some of what goes in is dropped.
size_t Merge::expected_outputs() const {
  const auto& [upper, lower] = compaction_.inputs;
  const uint64_t whole = (bytes_of(upper) + bytes_of(lower)) / context_.options.table_bytes;
  return static_cast<size_t>(std::min(whole + 1, kMostExpectedOutputs));
}

Status Merge::step() {
  const KeyRef& key = inputs_.key();
  const bool new_user_key = enter_user_key(key.user_key);
  if (new_user_key && output_ != nullptr && cut_.is_due(key.user_key, output_->bytes()))
    RETURN_IF_ERROR(close_output());
  if (!is_droppable(key)) {
    if (output_ == nullptr) {
      created_.push_back(context_.versions.new_file());
      Result<Owned<TableOutput>> output =
          TableOutput::create(context_.options, context_.files, created_.back(),
                              context_.options.table_bytes, scratch_);
      if (!output.is_ok()) return std::move(output).status();
      output_ = *std::move(output);
    }
    RETURN_IF_ERROR(output_->add(key, inputs_.value()));
  }
  inputs_.next();
  return inputs_.valid() ? Status::ok() : inputs_.status();
}

// Whether it is another than that of the entry before.
bool Merge::enter_user_key(std::string_view user_key) {
  if (!user_key_) {
    user_key_.emplace(Strings::take());
  } else if (compare_user_keys(**user_key_, user_key) == 0) {
    return false;
  }
  assign_key(**user_key_, user_key);
  hidden_ = false;
  return true;
}

bool Merge::is_droppable(const KeyRef& key) {
  const bool everybody_sees = key.sequence() <= oldest_;
  const bool droppable =
      hidden_ || (everybody_sees && key.kind() == Kind::kDelete && !is_below(key.user_key));
  hidden_ |= everybody_sees;
  return droppable;
}

// Whether a level below the output's may hold the user key.
bool Merge::is_below(std::string_view user_key) {
  for (int level = compaction_.level + 2; level < kLevels; ++level) {
    const Tables& tables = compaction_.version->level(level);
    size_t& i = below_[static_cast<size_t>(level)];
    while (i < tables.size() && compare_user_keys(tables[i]->largest_key().user_key, user_key) < 0)
      ++i;
    if (i < tables.size() && compare_user_keys(tables[i]->smallest_key().user_key, user_key) <= 0)
      return true;
  }
  return false;
}

Status Merge::close_output() {
  Result<TableRef> table = output_->finish(context_.counters);
  if (!table.is_ok()) return std::move(table).status();
  context_.counters.compaction_bytes.add((*table)->bytes);
  outputs_.push_back(*std::move(table));
  output_.reset();
  scratch_.reset();
  cut_.begin_table();
  return Status::ok();
}

Result<Tables> Merge::finish() {
  if (output_ != nullptr) RETURN_IF_ERROR(close_output());
  return std::move(outputs_);
}

void Merge::discard() {
  output_.reset();
  for (const uint64_t number : created_) context_.files.retire(number, 0, FileUse::kSome);
}

}  // namespace engine
