// The outcome of an operation: Status, or Result<T> when there is a value.
//
// A Status is one pointer. Success is null and "not found" is the address of a constant, so neither
// costs an allocation: error handling must add nothing to what heapdyno counts. Every other failure
// owns a message.
// Thread contract: as a std::string; distinct objects are independent.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/check.h"

namespace engine {

enum class Code : unsigned char {
  kOk,
  kNotFound,         // the key, snapshot or file is not there; carries no message
  kCorruption,       // bytes on disk are not what was written; the message names file and offset
  kIoError,          // the file system refused; the message names the file and the system's words
  kInvalidArgument,  // the caller asked for something that cannot be
  kConflict,         // another transaction was first; the message names the key
  kClosed,  // the database was closed, or stopped by an earlier error that the message repeats
};

class [[nodiscard]] Status {
 public:
  Status() = default;  // success
  Status(Status&& other) noexcept : rep_(std::exchange(other.rep_, nullptr)) {}
  Status& operator=(Status&& other) noexcept {
    std::swap(rep_, other.rep_);
    return *this;
  }
  Status(const Status& other) : rep_(clone(other.rep_)) {}
  Status& operator=(const Status& other) {
    if (this != &other) *this = Status(other);
    return *this;
  }
  ~Status() { release(); }

  static Status ok() { return Status(); }
  static Status not_found() { return Status(&kNotFoundRep); }
  // The message should name the thing (file, offset, key) and, where there is one, the way out.
  static Status corruption(std::string message) {
    return Status(Code::kCorruption, std::move(message));
  }
  static Status io_error(std::string message) { return Status(Code::kIoError, std::move(message)); }
  static Status invalid_argument(std::string message) {
    return Status(Code::kInvalidArgument, std::move(message));
  }
  static Status conflict(std::string message) {
    return Status(Code::kConflict, std::move(message));
  }
  static Status closed(std::string message) { return Status(Code::kClosed, std::move(message)); }

  bool is_ok() const { return rep_ == nullptr; }
  bool is_not_found() const { return rep_ == &kNotFoundRep; }
  Code code() const { return rep_ == nullptr ? Code::kOk : rep_->code; }
  std::string_view message() const { return rep_ == nullptr ? std::string_view() : rep_->message; }
  // "ok", "not found", or "corruption: 000012.sst: block at 4096: checksum ...".
  std::string to_string() const;

 private:
  struct Rep {
    Code code;
    std::string message;
  };
  static const Rep kNotFoundRep;

  explicit Status(const Rep* rep) : rep_(rep) {}
  Status(Code code, std::string message) : rep_(new Rep{code, std::move(message)}) {}
  static const Rep* clone(const Rep* rep) {
    return rep == nullptr || rep == &kNotFoundRep ? rep : new Rep(*rep);
  }
  void release() {
    if (rep_ != nullptr && rep_ != &kNotFoundRep) delete rep_;
  }

  const Rep* rep_ = nullptr;
};

// A value, or the Status that says why there is none. Never holds a Status that is ok. Moves, does not
// copy. (Not over std::optional, whose many layers each variant would compile for each T.)
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : has_value_(true) { std::construct_at(&value_, std::move(value)); }
  Result(Status status) : status_(std::move(status)) { CHECK(!status_.is_ok()); }
  Result(Result&& other) noexcept
      : status_(std::move(other.status_)), has_value_(other.has_value_) {
    if (has_value_) std::construct_at(&value_, std::move(other.value_));
  }
  Result& operator=(Result&& other) noexcept {
    if (this == &other) return *this;
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~Result() {
    if (has_value_) std::destroy_at(&value_);
  }

  bool is_ok() const { return has_value_; }
  const Status& status() const& { return status_; }
  Status status() && { return std::move(status_); }

  // REQUIRES: is_ok().
  T& value() & {
    CHECK(is_ok());
    return value_;
  }
  const T& value() const& {
    CHECK(is_ok());
    return value_;
  }
  T&& value() && {
    CHECK(is_ok());
    return std::move(value_);
  }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

 private:
  Status status_;
  bool has_value_ = false;
  union {
    T value_;
  };
};

// `RETURN_IF_ERROR(file->sync());` leaves the function with the error, if there is one.
#define RETURN_IF_ERROR(expression)                                  \
  do {                                                               \
    if (::engine::Status status_ = (expression); !status_.is_ok()) { \
      return status_;                                                \
    }                                                                \
  } while (false)

}  // namespace engine
