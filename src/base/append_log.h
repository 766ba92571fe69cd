// An array that only grows at its end and can be cut back to an earlier size, in chunks of a fixed size:
// elements never move, growing never copies, and memory is never more than one chunk beyond what is held.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/pieces.h"

namespace brigade::base {

// T needs a default constructor. A chunk holds 2^kChunkBits elements.
template <class T, uint32_t kChunkBits = 12>
class AppendLog {
  static_assert(kChunkBits < 32);

 public:
  static constexpr uint32_t kChunkElements = uint32_t{1} << kChunkBits;

  AppendLog() = default;
  AppendLog(AppendLog&& other) noexcept
      : size_(std::exchange(other.size_, 0)), chunks_(std::move(other.chunks_)) {
    other.chunks_.clear();
  }
  AppendLog& operator=(AppendLog&& other) noexcept {
    size_ = std::exchange(other.size_, 0);
    chunks_ = std::move(other.chunks_);
    other.chunks_.clear();
    return *this;
  }

  uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

  const T& operator[](uint32_t index) const {
    assert(index < size_);
    return chunks_[index >> kChunkBits][index & kMask];
  }
  // For the few who amend what they appended.
  T& at(uint32_t index) {
    assert(index < size_);
    return chunks_[index >> kChunkBits][index & kMask];
  }
  const T& back() const { return (*this)[size_ - 1]; }

  // Returns the index of the new element.
  uint32_t push_back(T element) {
    const uint32_t chunk = size_ >> kChunkBits;
    if (chunk == chunks_.size()) chunks_.push_back(make_chunk());
    chunks_[chunk][size_ & kMask] = std::move(element);
    return size_++;
  }

  // Keeps the first `size` elements; a larger size changes nothing.
  void truncate(uint32_t size) {
    if (size >= size_) return;
    const size_t kept = (static_cast<size_t>(size) + kMask) >> kChunkBits;
    if constexpr (!std::is_trivially_destructible_v<T>) {
      for (uint32_t i = size; i < size_ && (i >> kChunkBits) < kept; i++) at(i) = T();
    }
    chunks_.resize(kept);
    size_ = size;
  }
  void clear() { truncate(0); }

  // What the log itself has allocated, without what its elements own.
  size_t memory_bytes() const {
    return chunks_.size() * kChunkElements * sizeof(T) + chunks_.capacity() * sizeof(Chunk);
  }

 private:
  static constexpr uint32_t kMask = kChunkElements - 1;

  using Memory = Pieces<sizeof(T) * kChunkElements>;
  struct Release {
    void operator()(T* chunk) const {
      std::destroy_n(chunk, kChunkElements);
      Memory::give_back(chunk);
    }
  };
  using Chunk = std::unique_ptr<T[], Release>;
  static Chunk make_chunk() {
    auto* chunk = static_cast<T*>(Memory::take());
    std::uninitialized_default_construct_n(chunk, kChunkElements);
    return Chunk(chunk);
  }

  uint32_t size_ = 0;
  std::vector<Chunk> chunks_;
};

}  // namespace brigade::base
