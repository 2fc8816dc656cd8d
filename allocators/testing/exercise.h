// What the exercise programs and the tests that run them agree on.
#pragma once

namespace heapdyno {

inline constexpr unsigned kWork = 4;  // the scope of the work that is asked for

}  // namespace heapdyno
