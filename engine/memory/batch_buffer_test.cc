#include "engine/memory/batch_buffer.h"

#include <gtest/gtest.h>

#include <deque>
#include <thread>
#include <vector>

#include "engine/base/random.h"
#include "engine/memory/staging_buffer.h"

namespace engine {
namespace {

static_assert(BatchBytes<PooledBuffer<LocalPool<SerializationTraits>>>);
static_assert(BatchBytes<RegionBuffer<NoRegions>> &&
              BatchBytes<RegionBuffer<RegionStore<LockedDepots>>> &&
              BatchBytes<RegionBuffer<RegionStore<LockFreeDepots>>>);

static_assert(BatchBytes<OwnedBuffer> && BatchBytes<SharedBuffer>);

template <typename B>
class BatchBufferTest : public testing::Test {};
using BatchesAlternatives =
    testing::Types<OwnedBuffer, SharedBuffer, PooledBuffer<LocalPool<SerializationTraits>>,
                   PooledBuffer<MutexFifoPool<SerializationTraits>>,
                   PooledBuffer<ThreadLocalPool<SerializationTraits, LockedDepots>>,
                   PooledBuffer<ThreadLocalPool<SerializationTraits, LockFreeDepots>>,
                   RegionBuffer<NoRegions>, RegionBuffer<RegionStore<LockedDepots>>,
                   RegionBuffer<RegionStore<LockFreeDepots>>>;
TYPED_TEST_SUITE(BatchBufferTest, BatchesAlternatives);

TYPED_TEST(BatchBufferTest, HoldsWhatWasAppended) {
  TypeParam buffer;
  EXPECT_EQ(buffer.view(), "");
  buffer.append("");
  buffer.append("header");
  buffer.push_back('|');
  buffer.append("payload");
  EXPECT_EQ(buffer.view(), "header|payload");
  EXPECT_EQ(buffer.size(), 14u);
  buffer.data()[0] = 'H';
  EXPECT_EQ(buffer.view(), "Header|payload");
}

TYPED_TEST(BatchBufferTest, GrowsPastEveryChunk) {
  TypeParam buffer;
  std::string model;
  Random random(1);
  while (model.size() < 300000) {
    const std::string piece(random.below(5000), static_cast<char>('a' + random.below(26)));
    buffer.append(piece);
    model += piece;
    ASSERT_EQ(buffer.view().size(), model.size());
  }
  EXPECT_EQ(buffer.view(), model);
}

TYPED_TEST(BatchBufferTest, ReserveMakesRoomAndKeepsTheBytes) {
  TypeParam buffer;
  buffer.append("kept");
  buffer.reserve(100000);
  EXPECT_GE(buffer.capacity(), 100000u);
  const char* data = buffer.data();
  buffer.append(std::string(99996, 'x'));
  EXPECT_EQ(buffer.data(), data);
  EXPECT_EQ(buffer.view().substr(0, 5), "keptx");
}

TYPED_TEST(BatchBufferTest, WhatWasSharedOutlivesTheBufferAndItsReuse) {
  typename TypeParam::Bytes first;
  typename TypeParam::Bytes second;
  {
    TypeParam buffer;
    buffer.append("one|two");
    first = buffer.share(buffer.view().substr(0, 3));
    buffer.clear();
    EXPECT_EQ(buffer.size(), 0u);
    buffer.append("three");
    second = buffer.share(buffer.view());
  }
  TypeParam other;
  other.append("overwrites nothing");
  EXPECT_EQ(first.view(), "one");
  EXPECT_EQ(second.view(), "three");
}

TYPED_TEST(BatchBufferTest, AMoveTakesTheBytesAndLeavesAUsableBuffer) {
  TypeParam from;
  from.append("bytes");
  TypeParam to = std::move(from);
  EXPECT_EQ(to.view(), "bytes");
  from = TypeParam();
  from.append("new");
  EXPECT_EQ(from.view(), "new");
  EXPECT_EQ(to.view(), "bytes");
}

// Many buffers at once, slices that live on and go at random: every slice keeps its text.
TYPED_TEST(BatchBufferTest, RandomBuffersAndSlicesKeepTheirTexts) {
  struct Slice {
    typename TypeParam::Bytes bytes;
    std::string text;
  };
  Random random(7);
  std::deque<Slice> slices;
  std::vector<TypeParam> buffers(3);
  for (int step = 0; step < 20000; ++step) {
    TypeParam& buffer = buffers[random.below(buffers.size())];
    const uint64_t action = random.below(10);
    if (action == 0) {
      buffer = TypeParam();
    } else if (action == 1) {
      buffer.clear();
    } else if (action == 2 && buffer.size() > 0) {
      const size_t begin = random.below(buffer.size());
      const std::string_view part = buffer.view().substr(begin, random.below(100));
      slices.push_back(Slice{buffer.share(part), std::string(part)});
      if (slices.size() > 500) slices.pop_front();
    } else {
      buffer.append(std::string(random.below(200), static_cast<char>('a' + random.below(26))));
    }
  }
  for (const Slice& slice : slices) ASSERT_EQ(slice.bytes.view(), slice.text);
}

TYPED_TEST(BatchBufferTest, SlicesAreReadWhileTheNextBatchesAreWritten) {
  std::vector<std::thread> readers;
  for (int batch = 0; batch < 200; ++batch) {
    TypeParam buffer;
    const std::string text = "batch " + std::to_string(batch);
    buffer.append(text);
    readers.emplace_back(
        [slice = buffer.share(buffer.view()), text] { EXPECT_EQ(slice.view(), text); });
  }
  for (std::thread& reader : readers) reader.join();
}

TYPED_TEST(BatchBufferTest, ABufferMayBeDestroyedOnAnotherThread) {
  TypeParam buffer;
  buffer.append("made here");
  const auto slice = buffer.share(buffer.view());
  std::thread([moved = std::move(buffer)]() mutable { moved.append(", used there"); }).join();
  EXPECT_EQ(slice.view(), "made here");
}

TEST(SharedBuffer, SmallBatchesShareAChunkAndCopyNothing) {
  const uint64_t before = copied_bytes();
  std::vector<SharedBytes> slices;
  for (int batch = 0; batch < 100; ++batch) {
    SharedBuffer buffer;
    buffer.append("0123456789");
    slices.push_back(buffer.share(buffer.view()));
  }
  EXPECT_EQ(copied_bytes(), before);
  int neighbours = 0;
  for (size_t i = 1; i < slices.size(); ++i) {
    neighbours += slices[i].data() == slices[i - 1].data() + 10;
  }
  EXPECT_GE(neighbours, 98);
}

TEST(SharedBuffer, WhatWasNotSharedIsUsedAgain) {
  const char* data;
  {
    SharedBuffer buffer;
    buffer.append("dropped");
    data = buffer.data();
  }
  SharedBuffer next;
  next.append("next");
  EXPECT_EQ(next.data(), data);
}

TEST(SharedBuffer, TheChunkOfALargeBatchIsNotKept) {
  std::weak_ptr<const void> large;
  SharedBuffer buffer;
  buffer.reserve(10 * SharedBuffer::kChunkBytes);
  EXPECT_GE(buffer.capacity(), 10 * SharedBuffer::kChunkBytes);
  buffer = SharedBuffer();
  SharedBuffer next;
  next.append("x");
  EXPECT_LE(next.capacity(), SharedBuffer::kChunkBytes);
}

TEST(OwnedBuffer, ShareCopies) {
  OwnedBuffer buffer;
  buffer.append("0123456789");
  const uint64_t before = copied_bytes();
  const OwnedBytes bytes = buffer.share(buffer.view().substr(0, 4));
  EXPECT_EQ(copied_bytes() - before, 4u);
  EXPECT_NE(bytes.data(), buffer.data());
}

}  // namespace
}  // namespace engine
