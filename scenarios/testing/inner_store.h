// The reference store behind another face, for tests that change one of its calls. Linked with the
// baseline's reference.cc, whose make_store is compiled under the name make_inner_store.
//
// Thread contract: as the store.
#pragma once

#include <memory>
#include <string_view>

#include "scenarios/stores/forwarding_store.h"

namespace heapdyno {

std::unique_ptr<Store> make_inner_store(std::string_view name, const Scenario& scenario);

class InnerStore : public ForwardingStore {
 public:
  InnerStore(std::string_view name, const Scenario& scenario)
      : ForwardingStore(make_inner_store(name, scenario), scenario) {}
};

}  // namespace heapdyno
