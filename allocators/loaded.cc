#include "allocators/loaded.h"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string_view>

#include "allocators/elf_note.h"

namespace heapdyno {
namespace {

constexpr std::string_view kFunctions[] = {"malloc",         "calloc",   "realloc",
                                           "reallocarray",   "free",     "aligned_alloc",
                                           "posix_memalign", "memalign", "malloc_usable_size"};
constexpr std::string_view kOperators[] = {"_Znwm", "_Znam", "_ZdlPv", "_ZdaPv"};

bool belongs_to_allocator(std::string_view name) {
  return std::find(std::begin(kFunctions), std::end(kFunctions), name) != std::end(kFunctions) ||
         std::any_of(std::begin(kOperators), std::end(kOperators),
                     [name](std::string_view prefix) { return name.starts_with(prefix); });
}

// The files of /proc/self/maps, by address.
class MappedFiles {
 public:
  MappedFiles() {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
      Range range;
      const size_t path = line.find('/');
      if (path == std::string::npos) continue;
      if (std::sscanf(line.c_str(), "%lx-%lx", &range.begin, &range.end) != 2) continue;
      range.path = line.substr(path);
      ranges_.push_back(std::move(range));
    }
  }

  std::string at(uintptr_t address) const {
    const auto found = std::find_if(ranges_.begin(), ranges_.end(), [address](const Range& range) {
      return range.begin <= address && address < range.end;
    });
    return found == ranges_.end() ? "" : found->path;
  }

 private:
  struct Range {
    uintptr_t begin = 0;
    uintptr_t end = 0;
    std::string path;
  };
  std::vector<Range> ranges_;
};

using Segment = ElfW(Phdr);
using DynamicEntry = ElfW(Dyn);
using Relocation = ElfW(Rela);
using Symbol = ElfW(Sym);

// A loaded object as dl_iterate_phdr describes it.
class Object {
 public:
  explicit Object(const dl_phdr_info& info)
      : base_(info.dlpi_addr), segments_(info.dlpi_phdr, info.dlpi_phdr + info.dlpi_phnum) {}

  bool contains(uintptr_t address) const {
    return std::any_of(segments_.begin(), segments_.end(), [&](const Segment& segment) {
      return segment.p_type == PT_LOAD && address - (base_ + segment.p_vaddr) < segment.p_memsz;
    });
  }

  std::string build_id() const {
    for (const Segment& segment : segments_) {
      if (segment.p_type != PT_NOTE) continue;
      const std::string_view notes(reinterpret_cast<const char*>(base_ + segment.p_vaddr),
                                   segment.p_memsz);
      if (std::string id = build_id_in_notes(notes); !id.empty()) return id;
    }
    return "";
  }

  // The object's own address range says which file it is.
  void find_library(const MappedFiles& files) {
    const auto first = std::find_if(segments_.begin(), segments_.end(), [](const Segment& segment) {
      return segment.p_type == PT_LOAD;
    });
    if (first != segments_.end()) library_ = {files.at(base_ + first->p_vaddr), build_id()};
  }
  const Library& library() const { return library_; }

  const DynamicEntry* dynamic() const {
    for (const Segment& segment : segments_) {
      if (segment.p_type == PT_DYNAMIC)
        return reinterpret_cast<const DynamicEntry*>(base_ + segment.p_vaddr);
    }
    return nullptr;
  }
  uintptr_t base() const { return base_; }

 private:
  uintptr_t base_;
  std::vector<Segment> segments_;
  Library library_;
};

std::vector<Object> loaded_objects() {
  std::vector<Object> objects;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* to) {
        static_cast<std::vector<Object>*>(to)->emplace_back(*info);
        return 0;
      },
      &objects);
  const MappedFiles files;
  for (Object& object : objects) object.find_library(files);
  return objects;
}

Library library_among(const std::vector<Object>& objects, uintptr_t address) {
  const auto found = std::find_if(objects.begin(), objects.end(), [address](const Object& object) {
    return object.contains(address);
  });
  return found == objects.end() ? Library() : found->library();
}

// The tables of an object's dynamic section that lead to its slots.
class Slots {
 public:
  explicit Slots(const Object& object) : base_(object.base()) {
    for (const DynamicEntry* entry = object.dynamic(); entry != nullptr && entry->d_tag != DT_NULL;
         ++entry) {
      const ElfW(Xword) value = entry->d_un.d_val;
      switch (entry->d_tag) {
        case DT_SYMTAB:
          symbols_ = at<Symbol>(value);
          break;
        case DT_STRTAB:
          strings_ = at<char>(value);
          break;
        case DT_JMPREL:
          jumps_.first = at<Relocation>(value);
          break;
        case DT_PLTRELSZ:
          jumps_.bytes = value;
          break;
        case DT_RELA:
          data_.first = at<Relocation>(value);
          break;
        case DT_RELASZ:
          data_.bytes = value;
          break;
        default:
          break;
      }
    }
  }

  // Calls visit(name, address in the slot) for each slot that names a symbol.
  template <typename Visit>
  void visit(const Visit& visit) const {
    if (symbols_ == nullptr || strings_ == nullptr) return;
    for (const Table& table : {jumps_, data_}) {
      for (size_t i = 0; i < table.bytes / sizeof(Relocation); ++i) {
        const size_t symbol = ELF64_R_SYM(table.first[i].r_info);
        if (symbol == 0) continue;
        visit(std::string_view(strings_ + symbols_[symbol].st_name),
              *reinterpret_cast<const uintptr_t*>(base_ + table.first[i].r_offset));
      }
    }
  }

 private:
  struct Table {
    const Relocation* first = nullptr;
    size_t bytes = 0;
  };

  // The loader turns these offsets into addresses, but not in objects whose dynamic section is
  // read-only.
  template <typename T>
  const T* at(uintptr_t value) const {
    return reinterpret_cast<const T*>(value < base_ ? base_ + value : value);
  }

  uintptr_t base_;
  const Symbol* symbols_ = nullptr;
  const char* strings_ = nullptr;
  Table jumps_;
  Table data_;
};

// The system's own page of code, in no file.
bool is_file(const Library& library) { return !library.path.empty(); }

}  // namespace

Library library_of(const void* address) {
  return library_among(loaded_objects(), reinterpret_cast<uintptr_t>(address));
}

std::vector<Binding> allocator_bindings() {
  const std::vector<Object> objects = loaded_objects();
  std::vector<Binding> bindings;
  for (const Object& object : objects) {
    const Library caller = object.library();
    if (!is_file(caller)) continue;
    Slots(object).visit([&](std::string_view name, uintptr_t address) {
      if (!belongs_to_allocator(name) || object.contains(address)) return;
      const Library answers = library_among(objects, address);
      if (is_file(answers)) bindings.push_back({caller, std::string(name), answers});
    });
  }
  return bindings;
}

}  // namespace heapdyno
