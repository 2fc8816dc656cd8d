// The driver's calls of the store: one never-inlined function for each kind of operation, in two
// families, so that the call stacks of a profile can be cut at measure_put, load_get and so on.
// Each enters the scope of its operation around the store call and nothing else.
//
// Thread contract: as the store.
#pragma once

#include <span>
#include <string_view>

#include "allocators/observer_client.h"
#include "engine/base/status.h"
#include "scenarios/stores/store.h"

namespace heapdyno {

// What every call needs.
struct Target {
  Store* store;
  const Observer* observer;
};

struct OpenArguments {
  StoreContext context;
  const char* path;
};

// What an append reads and puts: the value that it gets, and one more after it; of what has no room
// the oldest bytes go.
class GrowingValue : public ReadSink {
 public:
  GrowingValue(std::span<char> room, std::string_view more) : room_(room), more_(more) {}
  void read(bool found, std::string_view value) override;
  std::string_view value() const { return {room_.data(), size_}; }

 private:
  const std::span<char> room_;
  const std::string_view more_;
  size_t size_ = 0;
};

struct StoreCalls {
  engine::Status (*open)(const Target&, const OpenArguments&);
  engine::Status (*put)(const Target&, const Key& key, std::string_view value);
  engine::Status (*get)(const Target&, const Key& key, ReadSink& sink);
  engine::Status (*remove)(const Target&, const Key& key);
  engine::Status (*batch)(const Target&, const Entry* entries, size_t n);
  engine::Status (*scan)(const Target&, const Key& from, EntrySink& sink);
  engine::Status (*seek)(const Target&, const Key& from, EntrySink& sink);
  engine::Status (*range)(const Target&, const Key& from, size_t limit, EntrySink& sink);
  engine::Status (*commit)(const Target&, const TransactionWork& work, ReadSink& sink);
  engine::Status (*lookup)(const Target&, const Lookup& lookup, size_t limit, EntrySink& sink);
  engine::Status (*insert)(const Target&, const Key& key, std::string_view value);
  engine::Status (*modify)(const Target&, const Key& key, std::string_view value, ReadSink& sink);
  engine::Status (*append)(const Target&, const Key& key, GrowingValue& value);
  engine::Status (*prepare)(const Target&, size_t slot, const Entry* entries, size_t n);
  engine::Status (*write_prepared)(const Target&, size_t slot);
  engine::Status (*flush)(const Target&);
  engine::Status (*compact)(const Target&);
  engine::Status (*close)(const Target&);
};

extern const StoreCalls kMeasure;  // of a measured phase: measure_put, measure_get, ...
extern const StoreCalls kLoad;     // of any other phase: load_put, load_get, ...

}  // namespace heapdyno
