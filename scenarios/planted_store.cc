#include "scenarios/planted_store.h"

#include <cstdlib>
#include <new>

#include "scenarios/stores/forwarding_store.h"

namespace heapdyno {
namespace {

constexpr size_t kBlockBytes = 48;

void* volatile g_block = nullptr;  // so that the compiler leaves the calls alone

volatile int g_turn = 0;

void make_and_free() {
  g_block = ::operator new(kBlockBytes);
  ::operator delete(g_block);
}

void make_alone() { g_block = ::operator new(kBlockBytes); }

void execute_more() {
  constexpr int kTurns = 100;  // of four instructions
  for (int i = 0; i < kTurns; ++i) g_turn = i;
}

class PlantedStore : public ForwardingStore {
 public:
  using Wrong = void (*)();
  PlantedStore(Wrong wrong, std::unique_ptr<Store> inner, const Scenario& scenario)
      : ForwardingStore(std::move(inner), scenario), wrong_(wrong) {}

 private:
  void before_operation() override { wrong_(); }

  const Wrong wrong_;
};

class CrashingStore : public ForwardingStore {
  using ForwardingStore::ForwardingStore;
  void before_operation() override {
    if (++operations_ == kPlantedCrash) std::abort();
  }

  uint64_t operations_ = 0;
};

// Gives all but the first byte of the first value that is read.
class OtherAnswer : public ReadSink {
 public:
  OtherAnswer(ReadSink& sink, bool& is_told) : sink_(sink), is_told_(is_told) {}
  void read(bool found, std::string_view value) override {
    if (is_told_ || value.empty()) return sink_.read(found, value);
    is_told_ = true;
    sink_.read(found, value.substr(1));
  }

 private:
  ReadSink& sink_;
  bool& is_told_;
};

class LyingStore : public ForwardingStore {
  using ForwardingStore::ForwardingStore;
  engine::Status get(const Key& key, ReadSink& sink) override {
    OtherAnswer other(sink, is_told_);
    return ForwardingStore::get(key, other);
  }

  bool is_told_ = false;
};

}  // namespace

std::unique_ptr<Store> with_plant(Plant plant, std::unique_ptr<Store> store,
                                  const Scenario& scenario) {
  switch (plant) {
    case Plant::kNone:
      return store;
    case Plant::kAllocation:
      return std::make_unique<PlantedStore>(make_and_free, std::move(store), scenario);
    case Plant::kLeak:
      return std::make_unique<PlantedStore>(make_alone, std::move(store), scenario);
    case Plant::kCrash:
      return std::make_unique<CrashingStore>(std::move(store), scenario);
    case Plant::kAnswer:
      return std::make_unique<LyingStore>(std::move(store), scenario);
    case Plant::kInstructions:
      return std::make_unique<PlantedStore>(execute_more, std::move(store), scenario);
  }
  return store;
}

}  // namespace heapdyno
