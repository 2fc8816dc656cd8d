#include "allocators/preload.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace heapdyno {

engine::Result<Preload> Preload::open(const std::vector<std::string>& libraries) {
  Preload result;
  for (const std::string& library : libraries) {
    const int descriptor = ::open(library.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
      return engine::Status::io_error("cannot preload " + library + ": " + std::strerror(errno));
    }
    result.descriptors_.push_back(descriptor);
    if (!result.value_.empty()) result.value_ += ':';
    result.value_ += "/proc/self/fd/" + std::to_string(descriptor);
  }
  return result;
}

Preload& Preload::operator=(Preload&& other) noexcept {
  descriptors_.swap(other.descriptors_);
  value_.swap(other.value_);
  return *this;
}

Preload::~Preload() {
  for (const int descriptor : descriptors_) ::close(descriptor);
}

void Preload::keep_open() const {
  for (const int descriptor : descriptors_) ::fcntl(descriptor, F_SETFD, 0);
}

}  // namespace heapdyno
