// BatchBuffer: the one encoded buffer of a write batch, whose bytes are also the WAL's payload.
// share(part) makes Bytes of a piece for the memtable.
//
// OwnedBuffer (zero_copy off) is a std::string; share copies. SharedBuffer (on) is cut from a
// reference-counted chunk that many batches share; share slices, and the slice keeps the chunk
// alive. A chunk has one writer at a time, who alone may append behind what is used: a buffer under
// construction, or the spare of a thread, which the next buffer takes over. What was shared is
// never written again, so readers of slices need no lock.
// Thread contract: a buffer belongs to one thread at a time and may be destroyed on any; its slices
// are independent.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/memory/bytes.h"
#include "engine/memory/thread_slot.h"

namespace engine {

class OwnedBuffer {
 public:
  using Bytes = OwnedBytes;

  void append(std::string_view text) { text_.append(text); }
  void push_back(char c) { text_.push_back(c); }
  void reserve(size_t n) { text_.reserve(n); }
  void clear() { text_.clear(); }
  char* data() { return text_.data(); }
  size_t size() const { return text_.size(); }
  size_t capacity() const { return text_.capacity(); }
  std::string_view view() const { return text_; }
  OwnedBytes share(std::string_view part) { return OwnedBytes::copy_of(part); }

 private:
  std::string text_;
};

class SharedBuffer {
 public:
  using Bytes = SharedBytes;

  // With the reference count before it, a chunk fills 64 KiB.
  static constexpr size_t kChunkBytes = 64 * 1024 - 64;

  SharedBuffer() = default;
  SharedBuffer(SharedBuffer&& other) noexcept { swap(other); }
  SharedBuffer& operator=(SharedBuffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~SharedBuffer() { give_back(); }

  void append(std::string_view text) {
    if (text.size() > room()) grow(size_ + text.size());
    if (!text.empty()) std::memcpy(tail(), text.data(), text.size());
    size_ += text.size();
  }

  void push_back(char c) { append(std::string_view(&c, 1)); }

  void reserve(size_t n) {
    if (n > size_ + room()) move_to_chunk_with(n);
  }

  // What was shared stays as it is.
  void clear() {
    begin_ = keep_from();
    size_ = 0;
    shared_ = false;
  }

  // REQUIRES, to write through it: nothing was shared yet.
  char* data() { return chunk_.bytes.get() + begin_; }
  size_t size() const { return size_; }
  size_t capacity() const { return size_ + room(); }
  std::string_view view() const { return std::string_view(chunk_.bytes.get() + begin_, size_); }

  // REQUIRES: `part` lies in view().
  SharedBytes share(std::string_view part) {
    shared_ = true;
    return SharedBytes::pinned(part, chunk_.bytes);
  }

 private:
  struct Chunk {
    std::shared_ptr<char[]> bytes;
    size_t size = 0;
    size_t used = 0;  // everything before it may be shared; kept up to date
                      // when no buffer holds the chunk
  };

  // The chunk that this thread's next buffer goes on in; nothing once the thread ends.
  static Chunk take_spare() {
    Chunk* spare = thread_slot<Chunk>();
    return spare != nullptr ? std::exchange(*spare, Chunk()) : Chunk();
  }

  char* tail() { return data() + size_; }
  size_t room() const { return chunk_.size - begin_ - size_; }
  size_t keep_from() const { return shared_ ? begin_ + size_ : begin_; }

  void grow(size_t n) { move_to_chunk_with(std::max(n, 2 * size_)); }

  // Goes on in a chunk with room for n bytes in all: the thread's spare one or a new one.
  void move_to_chunk_with(size_t n) {
    Chunk next = take_spare();
    if (next.size - next.used < n) {
      const size_t bytes = std::max(n, kChunkBytes);
      next = Chunk{std::make_shared_for_overwrite<char[]>(bytes), bytes, 0};
    }
    if (size_ != 0) std::memcpy(next.bytes.get() + next.used, data(), size_);
    chunk_ = std::move(next);
    begin_ = chunk_.used;
    shared_ = false;
  }

  // The rest of the chunk goes to the next buffer of this thread, if it is the larger rest. The
  // chunk of a very large batch is not kept.
  void give_back() {
    if (chunk_.bytes == nullptr || chunk_.size > kChunkBytes) return;
    chunk_.used = keep_from();
    Chunk* spare = thread_slot<Chunk>();
    if (spare != nullptr && chunk_.size - chunk_.used > spare->size - spare->used)
      *spare = std::move(chunk_);
  }

  void swap(SharedBuffer& other) noexcept {
    std::swap(chunk_, other.chunk_);
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    std::swap(shared_, other.shared_);
  }

  Chunk chunk_;
  size_t begin_ = 0;
  size_t size_ = 0;
  bool shared_ = false;  // some of the bytes from begin_ on are
};

template <typename B>
concept BatchBytes = std::movable<B> && std::default_initializable<B> &&
    ByteString<typename B::Bytes> &&
    requires(B& buffer, const B& constant, std::string_view text, char c, size_t n) {
  buffer.append(text);
  buffer.push_back(c);
  buffer.reserve(n);
  buffer.clear();
  { buffer.data() } -> std::same_as<char*>;
  { constant.size() } -> std::same_as<size_t>;
  { constant.view() } -> std::same_as<std::string_view>;
  { buffer.share(text) } -> std::same_as<typename B::Bytes>;
};

}  // namespace engine
