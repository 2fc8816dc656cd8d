// A store that does something wrong, for a trial that is asked to: plant.h.
//
// Thread contract: as the store, and one thread where operations are counted until one crashes.
#pragma once

#include <memory>

#include "scenarios/plant.h"
#include "scenarios/stores/store.h"

namespace heapdyno {

// The store itself where nothing is planted, so that any other trial pays nothing.
std::unique_ptr<Store> with_plant(Plant plant, std::unique_ptr<Store> store,
                                  const Scenario& scenario);

}  // namespace heapdyno
