// PageFile: the file under a B+tree: pages (page.h) that are never overwritten while the last
// durable checkpoint has them.
//
// Between checkpoints the owner writes to pages that it allocated since, and frees those that it no
// longer needs; checkpoint() makes the new state durable: it writes the free list to free pages,
// syncs, writes the older of the two metas, syncs. After a crash the file is what the newest valid
// meta says.
// Invariants:
//   1. A page is one of: a meta, in use, allocatable, freed (allocatable after the next
//      checkpoint), or in the free list; together they are all pages of the file.
//   2. No page that the last durable checkpoint has in use or in its free list is allocatable.
//   3. The file is at least as long as its meta says.
// If the newer meta is damaged, the older one counts: the crash came while the newer was written.
// Should it have been durable and damaged later, pages of the older state may have been
// overwritten; their generation tells. fell_back() says that this must be looked for, and that the
// owner should compare state().sequence with what its log still has.
// Errors: kCorruption with file and offset, or those of the file. After an error of write() or
// checkpoint() the last durable checkpoint stands, and the object must not be written through any
// more.
// Thread contract: one thread at a time for all but read(), which any number may call beside it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "engine/store/page.h"

namespace engine {

class PageFile {
 public:
  // Creates the file, durably, where it is not there.
  static Result<std::unique_ptr<PageFile>> open(FileSystem& files, const std::string& path);

  const PageFileState& state() const { return state_; }  // of the last durable checkpoint
  bool fell_back() const { return fell_back_; }

  PageId allocate();
  void free(PageId id) { freed_.push_back(id); }

  // Fills the page of kPageBytes with what was written. Refuses a page that is newer than the
  // file's state.
  Result<PageHeader> read(PageId id, char* page) const;

  // Writes kPageBytes; the header is filled in. REQUIRES: the id was allocated since the last
  // checkpoint.
  Status write(PageId id, PageKind kind, uint16_t count, char* page);

  // REQUIRES: all pages in use were written.
  Status checkpoint(PageId root, uint64_t sequence, uint64_t entries);

  // An error that names the file and the page.
  Status corrupt(PageId id, const char* problem) const;

  uint64_t pages() const { return pages_; }
  // The length of the file: what a length field in it can back at most.
  uint64_t file_bytes() const { return file_bytes_.load(std::memory_order_relaxed); }
  // Pages that are neither metas nor in use: allocatable, freed, or in the free list.
  std::vector<PageId> unused_pages() const;

  // Since open, metas and free lists among them.
  uint64_t pages_read() const { return pages_read_.load(std::memory_order_relaxed); }
  uint64_t pages_written() const { return pages_written_.load(std::memory_order_relaxed); }

 private:
  PageFile(std::unique_ptr<ReadWriteFile> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}

  Status load();
  Status load_metas();
  Status load_free_list();
  Status read_bytes(PageId id, char* page) const;
  Status write_bytes(PageId id, const char* page);
  Status write_free_list();
  Status pad_to_last_page();

  const std::unique_ptr<ReadWriteFile> file_;
  const std::string path_;
  PageFileState state_;
  PageId meta_ = 0;  // where state_ stands: page 0 or 1
  bool fell_back_ = false;
  uint64_t pages_ = kFirstPage;
  std::vector<PageId> allocatable_;  // descending: the lowest is taken first
  std::vector<PageId> freed_;
  std::vector<PageId> free_list_;    // the pages that hold the free list of state_
  std::atomic<uint64_t> newest_{0};  // generation that a page may have
  std::atomic<uint64_t> file_bytes_{0};
  mutable std::atomic<uint64_t> pages_read_{0};
  std::atomic<uint64_t> pages_written_{0};
};

}  // namespace engine
