#include "engine/base/status.h"

namespace engine {

const Status::Rep Status::kNotFoundRep{Code::kNotFound, {}};

namespace {
const char* name_of(Code code) {
  switch (code) {
    case Code::kOk:
      return "ok";
    case Code::kNotFound:
      return "not found";
    case Code::kCorruption:
      return "corruption";
    case Code::kIoError:
      return "I/O error";
    case Code::kInvalidArgument:
      return "invalid argument";
    case Code::kConflict:
      return "conflict";
    case Code::kClosed:
      return "closed";
  }
  return "unknown";
}
}  // namespace

std::string Status::to_string() const {
  std::string text = name_of(code());
  if (!message().empty()) text.append(": ").append(message());
  return text;
}

}  // namespace engine
