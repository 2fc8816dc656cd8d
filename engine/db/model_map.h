// The model that a database is compared with: maps that keep the versions of each key for as long as
// a reader may ask for them. Keys and values are numbers here (model_ops.h says what for). For tests
// only.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace engine::model_test {

// How many changes there were: what was written at a moment is seen from it on.
using Moment = uint64_t;
using Value = std::optional<uint64_t>;  // nothing: removed, or never there
using OwnWrites = std::map<uint32_t, Value>;

class ModelKeyspace {
 public:
  explicit ModelKeyspace(Moment created) : created_(created) {}

  Moment created() const { return created_; }

  // No reader will ask for a moment before `oldest`.
  void write(uint32_t key, Value value, Moment moment, Moment oldest) {
    Versions& versions = keys_[key];
    versions.emplace_back(moment, value);
    const auto newer = std::find_if(versions.begin(), versions.end(),
                                    [&](const auto& version) { return version.first > oldest; });
    if (newer - versions.begin() > 1) versions.erase(versions.begin(), std::prev(newer));
  }

  Value at(uint32_t key, Moment moment) const {
    const auto found = keys_.find(key);
    return found == keys_.end() ? std::nullopt : visible(found->second, moment);
  }

  // Whether a key from..to, both included, was written after the moment.
  bool changed(uint32_t from, uint32_t to, Moment since) const {
    const auto end = keys_.upper_bound(to);
    return std::any_of(keys_.lower_bound(from), end,
                       [&](const auto& key) { return key.second.back().first > since; });
  }

 private:
  friend class View;
  using Versions = std::vector<std::pair<Moment, Value>>;  // the oldest first

  static Value visible(const Versions& versions, Moment moment) {
    for (auto version = versions.rbegin(); version != versions.rend(); ++version)
      if (version->first <= moment) return version->second;
    return std::nullopt;
  }

  const Moment created_;
  std::map<uint32_t, Versions> keys_;
};

// What a reader sees: a keyspace at a moment, with writes of its own on top, if there are any.
class View {
 public:
  View(std::shared_ptr<const ModelKeyspace> keyspace, Moment moment, const OwnWrites* own = nullptr)
      : keyspace_(std::move(keyspace)), moment_(moment), own_(own == nullptr ? &kNone : own) {}

  Moment moment() const { return moment_; }

  Value at(uint32_t key) const {
    const auto own = own_->find(key);
    return own != own_->end() ? own->second : keyspace_->at(key, moment_);
  }

  // The first live key >= key.
  std::optional<uint32_t> from(uint32_t key) const {
    auto base = keyspace_->keys_.lower_bound(key);
    while (base != keyspace_->keys_.end() && !shows(*base)) ++base;
    auto own = own_->lower_bound(key);
    while (own != own_->end() && !own->second) ++own;
    std::optional<uint32_t> first;
    if (base != keyspace_->keys_.end()) first = base->first;
    if (own != own_->end()) first = std::min(first.value_or(own->first), own->first);
    return first;
  }

  // The last live key < key.
  std::optional<uint32_t> before(uint32_t key) const {
    auto base = keyspace_->keys_.lower_bound(key);
    while (base != keyspace_->keys_.begin() && !shows(*std::prev(base))) --base;
    auto own = own_->lower_bound(key);
    while (own != own_->begin() && !std::prev(own)->second) --own;
    std::optional<uint32_t> last;
    if (base != keyspace_->keys_.begin()) last = std::prev(base)->first;
    if (own != own_->begin())
      last = std::max(last.value_or(std::prev(own)->first), std::prev(own)->first);
    return last;
  }

 private:
  inline static const OwnWrites kNone;

  bool shows(const std::pair<const uint32_t, ModelKeyspace::Versions>& key) const {
    return !own_->contains(key.first) && ModelKeyspace::visible(key.second, moment_);
  }

  std::shared_ptr<const ModelKeyspace> keyspace_;
  Moment moment_;
  const OwnWrites* own_;
};

// What a transaction saw, by the rules of transaction.h: key by key, and by ranges that grow with
// its scans.
class ModelReads {
  static constexpr uint32_t kEnd = UINT32_MAX;
  struct Span {
    uint8_t keyspace;
    uint32_t from;
    uint32_t to;
  };

 public:
  // Follows the moves of one iterator.
  class Scan {
   public:
    Scan(ModelReads* reads, uint8_t keyspace) : reads_(reads), keyspace_(keyspace) {}

    void begin(uint32_t key) { add(Span{keyspace_, key, key}); }
    void begin_at_end() { add(Span{keyspace_, kEnd, kEnd}); }
    // Where it came to by a move up or down; nothing: to the end, or the start.
    void moved(bool up, std::optional<uint32_t> at) {
      if (reads_ == nullptr) return;
      Span& span = reads_->spans_.back();
      if (up) {
        span.to = std::max(span.to, at.value_or(kEnd));
      } else {
        span.from = std::min(span.from, at.value_or(0));
      }
    }

   private:
    void add(const Span& span) {
      if (reads_ != nullptr) reads_->spans_.push_back(span);
    }

    ModelReads* reads_;  // null: nobody minds
    uint8_t keyspace_;
  };

  void add(uint8_t keyspace, uint32_t key) { spans_.push_back({keyspace, key, key}); }

  // changed(keyspace, from, to)
  template <typename Changed>
  bool any_of(Changed changed) const {
    return std::any_of(spans_.begin(), spans_.end(), [&](const Span& span) {
      return changed(span.keyspace, span.from, span.to);
    });
  }

 private:
  std::vector<Span> spans_;
};

}  // namespace engine::model_test
