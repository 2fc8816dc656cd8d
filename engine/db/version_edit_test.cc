#include "engine/db/version_edit.h"

#include <gtest/gtest.h>

namespace engine {
namespace {

std::string internal_key(std::string_view user_key, Sequence sequence) {
  std::string key;
  append_key(key, key_at(user_key, sequence));
  return key;
}

VersionEdit full_edit() {
  VersionEdit edit;
  edit.keyspace = "users";
  edit.index = "by-city";
  edit.field = "city";
  edit.extractor = "json";
  edit.created = 3;
  edit.dropped = 4;
  edit.flushed = 7;
  edit.page_file = 8;
  edit.log_number = 5;
  edit.next_file = uint64_t{1} << 40;
  edit.last_sequence = kMaxSequence;
  edit.removed.push_back({2, 17});
  auto table = std::make_shared<TableMeta>();
  table->number = 18;
  table->bytes = 4096;
  table->smallest = internal_key("", 1);
  table->largest = internal_key(std::string("z\0z", 3), 2);
  edit.added.push_back({6, table});
  return edit;
}

TEST(VersionEdit, WhatWasEncodedIsDecoded) {
  const std::string encoded = full_edit().encode();
  const Result<VersionEdit> decoded = VersionEdit::decode(encoded);
  ASSERT_TRUE(decoded.is_ok()) << decoded.status().to_string();
  EXPECT_EQ(decoded->encode(), encoded);
  EXPECT_EQ(decoded->keyspace, "users");
  EXPECT_EQ(decoded->index, "by-city");
  EXPECT_EQ(decoded->field, "city");
  EXPECT_EQ(decoded->extractor, "json");
  EXPECT_EQ(decoded->created, 3u);
  EXPECT_EQ(decoded->dropped, 4u);
  EXPECT_EQ(decoded->flushed, 7u);
  EXPECT_EQ(decoded->page_file, 8u);
  EXPECT_EQ(decoded->log_number, 5u);
  EXPECT_EQ(decoded->last_sequence, kMaxSequence);
  ASSERT_EQ(decoded->removed.size(), 1u);
  EXPECT_EQ(decoded->removed[0].number, 17u);
  ASSERT_EQ(decoded->added.size(), 1u);
  EXPECT_EQ(decoded->added[0].level, 6);
  EXPECT_EQ(decoded->added[0].table->largest_key().user_key, std::string_view("z\0z", 3));
}

TEST(VersionEdit, AnEmptyEditSaysNothing) {
  const Result<VersionEdit> decoded = VersionEdit::decode(VersionEdit().encode());
  ASSERT_TRUE(decoded.is_ok());
  EXPECT_FALSE(decoded->log_number || decoded->next_file);
  EXPECT_TRUE(decoded->added.empty());
}

TEST(VersionEdit, DamageIsAnErrorOrAnotherEditButNeverReadPastTheEnd) {
  const std::string encoded = full_edit().encode();
  for (size_t length = 0; length < encoded.size(); ++length) {
    const std::string cut = encoded.substr(0, length);
    const Result<VersionEdit> decoded = VersionEdit::decode(cut);
    if (decoded.is_ok()) {
      EXPECT_EQ(decoded->encode(), cut) << length;
    } else {
      EXPECT_EQ(decoded.status().code(), Code::kCorruption);
    }
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = encoded;
      flipped[length] = static_cast<char>(flipped[length] ^ (1 << bit));
      (void)VersionEdit::decode(flipped).is_ok();
    }
  }
}

TEST(VersionEdit, AnEditIsAboutOneKeyspace) {
  std::string encoded = full_edit().encode();
  encoded.append("\x07\x01x");
  EXPECT_EQ(VersionEdit::decode(encoded).status().code(), Code::kCorruption);
  EXPECT_EQ(VersionEdit::decode(std::string("\x02\x07\x00", 3)).status().code(), Code::kCorruption);
}

TEST(VersionEdit, AnIndexIsNamedOnceAndIsOfAFieldWithAnExtractor) {
  const auto decode = [](std::string_view items) {
    return VersionEdit::decode(VersionEdit().encode() + std::string(items));
  };
  EXPECT_EQ(decode("\x0c\x01i")->tree(), (TreeNameView{"", "i"}));
  EXPECT_EQ(decode("\x0c\x01i\x0c\x01j").status().code(), Code::kCorruption);
  EXPECT_EQ(decode(std::string_view("\x0c\x00", 2)).status().code(), Code::kCorruption);
  EXPECT_EQ(decode("\x0d\x01"
                   "f"
                   "\x01"
                   "e")
                ->field,
            "f");
  EXPECT_EQ(decode("\x0d\x01"
                   "f")
                .status()
                .code(),
            Code::kCorruption);
  EXPECT_EQ(decode(std::string_view("\x0d\x01"
                                    "f"
                                    "\x00",
                                    4))
                .status()
                .code(),
            Code::kCorruption);
}

TEST(VersionEdit, SequenceNumbersThatNoWriteCanHaveAreRefused) {
  for (const auto member :
       {&VersionEdit::created, &VersionEdit::flushed, &VersionEdit::last_sequence}) {
    VersionEdit edit;
    edit.*member = kMaxSequence;
    EXPECT_TRUE(VersionEdit::decode(edit.encode()).is_ok());
    edit.*member = kMaxSequence + 1;
    EXPECT_EQ(VersionEdit::decode(edit.encode()).status().code(), Code::kCorruption);
  }
}

// New files take the numbers behind it.
TEST(VersionEdit, FileNumbersThatLeaveNoneForNewFilesAreRefused) {
  for (const auto member : {&VersionEdit::log_number, &VersionEdit::next_file,
                            &VersionEdit::dropped, &VersionEdit::page_file}) {
    VersionEdit edit;
    edit.*member = kMaxFileNumber;
    EXPECT_TRUE(VersionEdit::decode(edit.encode()).is_ok());
    edit.*member = kMaxFileNumber + 1;
    EXPECT_EQ(VersionEdit::decode(edit.encode()).status().code(), Code::kCorruption);
  }
  VersionEdit removal;
  removal.removed.push_back({2, UINT64_MAX});
  EXPECT_EQ(VersionEdit::decode(removal.encode()).status().code(), Code::kCorruption);
}

TEST(VersionEdit, KeysTooShortForATagAreRefused) {
  const auto decode = [](std::string_view smallest) {
    std::string encoded = VersionEdit().encode() + "\x06\x01\x07\x01";
    put_length_prefixed(encoded, smallest);
    put_length_prefixed(encoded, "12345678");
    return VersionEdit::decode(encoded).status();
  };
  EXPECT_TRUE(decode("12345678").is_ok());
  EXPECT_EQ(decode("1234567").code(), Code::kCorruption);
}

}  // namespace
}  // namespace engine
