// Texts kept for as long as the run: bytes appended to chunks, named by their place, cut back as a whole.
// No deduplication and no removal of one text. A view stays valid until its text is cut off.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "base/pieces.h"

namespace brigade::base {

using TextId = uint32_t;  // 0 is the empty text

// The id is the offset of the text's length (seven bits a byte, lowest first), which the bytes follow. A text
// lies in one piece: it starts a new chunk where the current one is too short, and a text above the chunk
// size gets as many chunks in a row as it needs.
class TextArena {
 public:
  static constexpr uint32_t kChunkBits = 18;
  static constexpr uint32_t kChunkBytes = uint32_t{1} << kChunkBits;

  TextArena() = default;
  TextArena(TextArena&& other) noexcept
      : next_(std::exchange(other.next_, 1)), slots_(std::move(other.slots_)) {
    other.slots_.clear();
  }
  TextArena& operator=(TextArena&& other) noexcept {
    next_ = std::exchange(other.next_, 1);
    slots_ = std::move(other.slots_);
    other.slots_.clear();
    return *this;
  }

  // All ids together reach 4 GiB; an arena that would pass this ends the program, so callers limit what they
  // take.
  TextId add(std::string_view text) {
    if (text.empty()) return 0;
    const uint64_t needed = text.size() + length_bytes(text.size());
    if ((next_ & kMask) + needed > kChunkBytes || (next_ >> kChunkBits) >= slots_.size()) grow(needed);
    const TextId id = next_;
    char* to = slots_[id >> kChunkBits].bytes + (id & kMask);
    size_t length = text.size();
    for (; length >= 0x80; length >>= 7) *to++ = static_cast<char>((length & 0x7f) | 0x80);
    *to++ = static_cast<char>(length);
    std::memcpy(to, text.data(), text.size());
    next_ += static_cast<uint32_t>(needed);
    return id;
  }

  // The id must come from this arena and not be cut off.
  std::string_view get(TextId id) const {
    if (id == 0) return {};
    assert(id < next_);
    const char* from = slots_[id >> kChunkBits].bytes + (id & kMask);
    size_t length = 0;
    for (uint32_t shift = 0;; shift += 7) {
      const uint8_t byte = static_cast<uint8_t>(*from++);
      length |= static_cast<size_t>(byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return {from, length};
  }

  // Where the text begins in memory, without looking there.
  const void* address(TextId id) const {
    return slots_.empty() ? nullptr : slots_[id >> kChunkBits].bytes + (id & kMask);
  }

  // A mark for truncate; not always the id that the next text gets.
  TextId next_id() const { return next_; }

  // Forgets every text that was added since next_id() gave this mark; a later mark changes nothing.
  void truncate(TextId mark) {
    if (mark >= next_) return;
    next_ = mark == 0 ? 1 : mark;
    const size_t kept = (static_cast<size_t>(next_) + kMask) >> kChunkBits;
    if (kept < slots_.size()) slots_.resize(kept);
  }

  size_t memory_bytes() const { return slots_.size() * kChunkBytes + slots_.capacity() * sizeof(Slot); }

 private:
  static constexpr uint32_t kMask = kChunkBytes - 1;

  using Memory = Pieces<kChunkBytes>;
  struct Release {
    uint32_t chunks;  // in the block
    Release() : chunks(1) {}
    explicit Release(uint32_t block_chunks) : chunks(block_chunks) {}
    void operator()(char* block) const {
      if (chunks == 1) {
        Memory::give_back(block);
      } else {
        delete[] block;
      }
    }
  };
  using Block = std::unique_ptr<char[], Release>;
  struct Slot {
    char* bytes = nullptr;
    Block owned;  // empty where the chunk is a further part of the one before
  };

  static uint32_t length_bytes(size_t length) {
    uint32_t count = 1;
    for (; length >= 0x80; length >>= 7) count++;
    return count;
  }

  // Moves next_ to a place with room: the start of a new chunk, unless the current one only waits to be made.
  void grow(uint64_t needed) {
    uint64_t start = next_;
    if ((start & kMask) + needed > kChunkBytes) start = (start + kMask) & ~uint64_t{kMask};
    const uint64_t end = start + needed;
    if (end > 0xffffffffU) std::abort();
    const size_t slots = static_cast<size_t>((end + kMask) >> kChunkBits);
    const size_t added = slots - slots_.size();
    char* bytes = added == 1 ? static_cast<char*>(Memory::take()) : new char[added * kChunkBytes];
    Block block(bytes, Release(static_cast<uint32_t>(added)));
    for (size_t i = 0; i < added; i++) {
      slots_.push_back(Slot{bytes + i * kChunkBytes, i == 0 ? std::move(block) : Block()});
    }
    next_ = static_cast<TextId>(start);
  }

  TextId next_ = 1;  // offset 0 stands for the empty text
  std::vector<Slot> slots_;
};

}  // namespace brigade::base
