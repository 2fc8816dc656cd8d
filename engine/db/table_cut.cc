#include "engine/db/table_cut.h"

#include "engine/db/compaction_picker.h"

namespace engine {

bool TableCut::is_due(std::string_view user_key, uint64_t bytes) {
  const size_t before = next_;
  while (next_ < grandparents_.size() &&
         compare_user_keys(grandparents_[next_]->largest_key().user_key, user_key) < 0)
    met_bytes_ += grandparents_[next_++]->bytes;
  const size_t enough = options_.table_bytes / (next_ != before ? 2 : 1);
  return bytes >= enough || met_bytes_ > grandparent_limit(options_);
}

}  // namespace engine
