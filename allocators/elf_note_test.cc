#include "allocators/elf_note.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstring>

#include "allocators/loaded.h"
#include "allocators/testing/child.h"

namespace heapdyno {
namespace {

std::string note(uint32_t type, const std::string& owner, const std::string& content) {
  const Elf64_Nhdr header = {static_cast<uint32_t>(owner.size()),
                             static_cast<uint32_t>(content.size()), type};
  std::string result(reinterpret_cast<const char*>(&header), sizeof(header));
  for (const std::string& part : {owner, content}) {
    result += part;
    result.append((4 - part.size() % 4) % 4, '\0');
  }
  return result;
}

const std::string kGnu("GNU", 4);

TEST(BuildId, is_found_among_other_notes) {
  const std::string notes = note(1, kGnu, "abi") + note(NT_GNU_BUILD_ID, "Xen", "no") +
                            note(NT_GNU_BUILD_ID, kGnu, "\x01\xAB\xff");
  EXPECT_EQ(build_id_in_notes(notes), "01abff");
  EXPECT_EQ(build_id_in_notes(note(1, kGnu, "abi")), "");
}

TEST(BuildId, notes_cut_short_or_with_wild_lengths_are_read_to_their_end_only) {
  const std::string notes =
      note(1, kGnu, "abi") + note(NT_GNU_BUILD_ID, kGnu, std::string(20, 'i'));
  for (size_t length = 0; length < notes.size(); ++length) {
    const std::string cut = notes.substr(0, length);
    EXPECT_EQ(build_id_in_notes(cut), "") << length;
  }
  std::string wild = notes;
  wild.replace(0, 8, std::string(8, '\xff'));
  EXPECT_EQ(build_id_in_notes(wild), "");
}

TEST(BuildId, of_a_file_is_that_of_the_library_when_loaded) {
  const Library libc = library_of(reinterpret_cast<const void*>(&std::memcmp));
  ASSERT_EQ(libc.build_id.size(), 40u);
  EXPECT_EQ(*build_id_of_file(libc.path), libc.build_id);
}

TEST(BuildId, errors_name_the_file) {
  const std::string missing = build_id_of_file("/no/such.so").status().to_string();
  EXPECT_NE(missing.find("/no/such.so: No such file"), std::string::npos) << missing;
  const std::string text = build_id_of_file("/etc/passwd").status().to_string();
  EXPECT_NE(text.find("/etc/passwd: not a 64-bit ELF file"), std::string::npos) << text;
}

}  // namespace
}  // namespace heapdyno
