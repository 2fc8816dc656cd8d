#include "engine/memory/pool.h"

namespace engine {

SHARED_POOLS()

}  // namespace engine
