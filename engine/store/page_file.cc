#include "engine/store/page_file.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

#include "engine/base/coding.h"

namespace engine {

namespace {

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// Two metas of an empty tree, under another name first: a file that has its name has valid metas.
Status create_file(FileSystem& files, const std::string& path) {
  const std::string unfinished = path + ".new";
  Result<std::unique_ptr<WritableFile>> file = files.create(unfinished);
  if (!file.is_ok()) return std::move(file).status();
  for (PageId id = 0; id < kFirstPage; ++id) {
    PageFileState state;
    state.generation = id;
    char page[kPageBytes];
    encode_meta(page, id, state);
    RETURN_IF_ERROR((*file)->append(std::string_view(page, sizeof page)));
  }
  RETURN_IF_ERROR((*file)->sync());
  RETURN_IF_ERROR((*file)->close());
  RETURN_IF_ERROR(files.rename(unfinished, path));
  return files.sync_directory(folder_of(path));
}

}  // namespace

Result<std::unique_ptr<PageFile>> PageFile::open(FileSystem& files, const std::string& path) {
  const Status there = files.open(path).status();
  if (there.is_not_found()) {
    RETURN_IF_ERROR(create_file(files, path));
  } else if (!there.is_ok()) {
    return there;
  }
  Result<std::unique_ptr<ReadWriteFile>> file = files.open_read_write(path);
  if (!file.is_ok()) return std::move(file).status();
  std::unique_ptr<PageFile> pages(new PageFile(std::move(*file), path));
  RETURN_IF_ERROR(pages->load());
  return pages;
}

Status PageFile::load() {
  Result<uint64_t> size = file_->size();
  if (!size.is_ok()) return std::move(size).status();
  file_bytes_ = *size;
  RETURN_IF_ERROR(load_metas());
  if (state_.pages > *size / kPageBytes) {
    return corrupt(meta_, "more pages than the file has room for");
  }
  pages_ = state_.pages;
  newest_ = state_.generation;
  return load_free_list();
}

Status PageFile::load_metas() {
  const char* problems[kFirstPage] = {};
  bool found = false;
  for (PageId id = 0; id < kFirstPage; ++id) {
    char page[kPageBytes];
    PageFileState state;
    const Status status = read_bytes(id, page);
    if (status.code() == Code::kIoError) return status;
    problems[id] = status.is_ok() ? decode_meta(page, id, state) : "the file ends before its metas";
    if (problems[id] != nullptr || (found && state.generation < state_.generation)) continue;
    state_ = state;
    meta_ = id;
    found = true;
  }
  if (!found) return corrupt(0, problems[0]);
  fell_back_ = problems[1 - meta_] != nullptr;
  return Status::ok();
}

Status PageFile::load_free_list() {
  uint64_t left = pages_;  // a list that goes round must end
  for (PageId id = state_.free_list; id != kNoPage;) {
    char page[kPageBytes];
    Result<PageHeader> header = read(id, page);
    if (!header.is_ok()) return std::move(header).status();
    if (header->kind != PageKind::kFreelist || header->count > kFreeIdsInPage ||
        header->count + uint64_t{1} > left) {
      return corrupt(id, "malformed free list");
    }
    left -= header->count + uint64_t{1};
    free_list_.push_back(id);
    const char* const ids = page + kPageHeaderBytes + kLinkBytes;
    for (size_t i = 0; i < header->count; ++i) {
      const PageId unused = decode_fixed64(ids + 8 * i);
      if (unused < kFirstPage || unused >= pages_) return corrupt(id, "malformed free list");
      allocatable_.push_back(unused);
    }
    id = decode_fixed64(page + kPageHeaderBytes);
    if (id != kNoPage && (id < kFirstPage || id >= pages_)) {
      return corrupt(free_list_.back(), "malformed free list");
    }
  }
  std::sort(allocatable_.begin(), allocatable_.end(), std::greater<>());
  return Status::ok();
}

PageId PageFile::allocate() {
  if (allocatable_.empty()) return pages_++;
  const PageId id = allocatable_.back();
  allocatable_.pop_back();
  return id;
}

Status PageFile::corrupt(PageId id, const char* problem) const {
  return Status::corruption(path_ + ": page " + std::to_string(id) + " at offset " +
                            std::to_string(id * kPageBytes) + ": " + problem);
}

Status PageFile::read_bytes(PageId id, char* page) const {
  if (id >= file_bytes() / kPageBytes) return corrupt(id, "beyond the end of the file");
  Result<size_t> got = file_->read(id * kPageBytes, kPageBytes, page);
  if (!got.is_ok()) return std::move(got).status();
  if (*got != kPageBytes) return corrupt(id, "page cut short");
  pages_read_.fetch_add(1, std::memory_order_relaxed);
  return Status::ok();
}

Result<PageHeader> PageFile::read(PageId id, char* page) const {
  RETURN_IF_ERROR(read_bytes(id, page));
  PageHeader header;
  if (const char* const problem = open_page(page, id, header)) return corrupt(id, problem);
  if (header.generation > newest_.load(std::memory_order_relaxed)) {
    return corrupt(id, "page of a later checkpoint than the file's");
  }
  return header;
}

Status PageFile::write_bytes(PageId id, const char* page) {
  RETURN_IF_ERROR(file_->write(id * kPageBytes, std::string_view(page, kPageBytes)));
  const uint64_t end = (id + 1) * kPageBytes;
  if (end > file_bytes()) file_bytes_.store(end, std::memory_order_relaxed);
  pages_written_.fetch_add(1, std::memory_order_relaxed);
  return Status::ok();
}

Status PageFile::write(PageId id, PageKind kind, uint16_t count, char* page) {
  newest_.store(state_.generation + 1, std::memory_order_relaxed);
  seal_page(page, id, {kind, count, state_.generation + 1});
  return write_bytes(id, page);
}

// Moves what is freed to what will be allocatable, and writes that. The pages of the list are
// allocatable ones as far as there are any, which shortens the list in turn.
Status PageFile::write_free_list() {
  std::vector<PageId> list;
  const size_t others = freed_.size() + free_list_.size();
  while (list.size() * kFreeIdsInPage < allocatable_.size() + others) list.push_back(allocate());
  for (const std::vector<PageId>* const more : {&freed_, &free_list_}) {
    allocatable_.insert(allocatable_.end(), more->begin(), more->end());
  }
  std::sort(allocatable_.begin(), allocatable_.end(), std::greater<>());
  freed_.clear();
  free_list_ = std::move(list);
  size_t done = 0;
  for (size_t i = 0; i < free_list_.size(); ++i) {
    char page[kPageBytes] = {};
    const size_t count = std::min(kFreeIdsInPage, allocatable_.size() - done);
    encode_fixed64(page + kPageHeaderBytes,
                   i + 1 < free_list_.size() ? free_list_[i + 1] : kNoPage);
    std::memcpy(page + kPageHeaderBytes + kLinkBytes, allocatable_.data() + done,
                count * sizeof(PageId));
    done += count;
    RETURN_IF_ERROR(write(free_list_[i], PageKind::kFreelist, static_cast<uint16_t>(count), page));
  }
  return Status::ok();
}

// Pages at the end may have been freed before they were ever written.
Status PageFile::pad_to_last_page() {
  if (file_bytes() >= pages_ * kPageBytes) return Status::ok();
  const char zeros[kPageBytes] = {};
  return write_bytes(pages_ - 1, zeros);
}

Status PageFile::checkpoint(PageId root, uint64_t sequence, uint64_t entries) {
  RETURN_IF_ERROR(write_free_list());
  RETURN_IF_ERROR(pad_to_last_page());
  RETURN_IF_ERROR(file_->sync());
  PageFileState state;
  state.generation = state_.generation + 1;
  state.root = root;
  state.pages = pages_;
  state.free_list = free_list_.empty() ? kNoPage : free_list_[0];
  state.sequence = sequence;
  state.entries = entries;
  char page[kPageBytes];
  encode_meta(page, 1 - meta_, state);
  RETURN_IF_ERROR(write_bytes(1 - meta_, page));
  RETURN_IF_ERROR(file_->sync());
  state_ = state;
  meta_ = 1 - meta_;
  return Status::ok();
}

std::vector<PageId> PageFile::unused_pages() const {
  std::vector<PageId> unused = allocatable_;
  unused.insert(unused.end(), freed_.begin(), freed_.end());
  unused.insert(unused.end(), free_list_.begin(), free_list_.end());
  return unused;
}

}  // namespace engine
