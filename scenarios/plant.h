// What a trial can be asked to do wrong, so that `heapdyno selftest` sees whether the gate finds it.
// No variant has it and no run asks for it; the result of a trial that did says so.
#pragma once

#include <cstdint>
#include <string_view>

namespace heapdyno {

enum class Plant : uint8_t {
  kNone,
  kAllocation,    // each operation makes one more block and frees it
  kLeak,          // each operation makes that block, too, and does not free it
  kCrash,         // the process aborts in operation kPlantedCrash
  kAnswer,        // the first get gives other bytes
  kInstructions,  // each operation executes 440 instructions more: of a put of the baseline, 5.5 %
};
inline constexpr Plant kPlants[] = {Plant::kAllocation, Plant::kLeak, Plant::kCrash, Plant::kAnswer,
                                    Plant::kInstructions};
inline constexpr uint64_t kPlantedCrash = 100;

constexpr std::string_view name_of(Plant plant) {
  constexpr std::string_view kNames[] = {"none",  "allocation", "leak",
                                         "crash", "answer",     "instructions"};
  return kNames[static_cast<size_t>(plant)];
}

}  // namespace heapdyno
