// The reference store with one allocation more in each put, for the test that the observer finds
// exactly these.
#include <new>

#include "scenarios/testing/inner_store.h"

namespace heapdyno {
namespace {

class ExtraAllocation : public InnerStore {
  using InnerStore::InnerStore;
  engine::Status put(const Key& key, std::string_view value) override {
    ::operator delete(::operator new(24));
    return InnerStore::put(key, value);
  }
};

}  // namespace

std::unique_ptr<Store> make_store(std::string_view name, const Scenario& scenario) {
  return std::make_unique<ExtraAllocation>(name, scenario);
}

}  // namespace heapdyno
