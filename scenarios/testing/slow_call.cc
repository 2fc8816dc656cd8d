// The reference store with one put that takes 200 ms, for the test that an open loop shows it in all
// that had to wait, and a closed loop does not.
#include <chrono>
#include <thread>

#include "scenarios/testing/inner_store.h"

namespace heapdyno {
namespace {

class SlowCall : public InnerStore {
  using InnerStore::InnerStore;
  engine::Status put(const Key& key, std::string_view value) override {
    constexpr uint64_t kSlow = 10'000;
    if (++puts_ == kSlow) std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return InnerStore::put(key, value);
  }

  uint64_t puts_ = 0;
};

}  // namespace

std::unique_ptr<Store> make_store(std::string_view name, const Scenario& scenario) {
  return std::make_unique<SlowCall>(name, scenario);
}

}  // namespace heapdyno
