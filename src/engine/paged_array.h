// An array in pages that checkpoints share. Copying the array copies the table of pages; a page is copied
// when one of its owners first writes to it. So a checkpoint costs what changes after it, not what is alive.
// Elements are plain data without padding: what is hashed and copied is exactly what is meant.
// Single-threaded: reference counts are plain integers.
#pragma once
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/pieces.h"

namespace brigade::engine {

// Bytes held by all pages of all arrays alive, shared pages counted once. Checkpoint thinning watches it.
inline uint64_t paged_bytes_alive = 0;

template <class T, uint32_t kShift>
class PagedArray {
  static_assert(std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>);

 public:
  static constexpr uint32_t kPageItems = 1u << kShift;

  PagedArray() = default;
  PagedArray(const PagedArray& other) : pages_(share(other)), size_(other.size_) {}
  PagedArray(PagedArray&& other) noexcept
      : pages_(std::move(other.pages_)), size_(std::exchange(other.size_, 0)) {
    other.pages_.clear();
  }
  PagedArray& operator=(PagedArray other) noexcept {
    std::swap(pages_, other.pages_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~PagedArray() {
    for (uintptr_t tagged : pages_) release(page_of(tagged));
  }

  uint32_t size() const { return size_; }

  const T& operator[](uint32_t i) const { return page_of(pages_[i >> kShift])->items[i & (kPageItems - 1)]; }
  // Asks for the memory of the element, which must be there.
  void prefetch(uint32_t i) const { base::prefetch(&(*this)[i]); }

  // The element for writing; copies its page first where a checkpoint shares it.
  [[gnu::always_inline]] T& edit(uint32_t i) {
    uintptr_t& tagged = pages_[i >> kShift];
    if (tagged & kShared) [[unlikely]]
      own(tagged);
    return page_of(tagged)->items[i & (kPageItems - 1)];
  }

  uint32_t push_back(const T& item) {
    if ((size_ & (kPageItems - 1)) == 0 && (size_ >> kShift) == pages_.size()) {
      auto* page = static_cast<Page*>(Memory::take());
      std::memset(static_cast<void*>(page->items), 0, sizeof(page->items));
      page->references = 1;
      paged_bytes_alive += sizeof(Page);
      pages_.push_back(reinterpret_cast<uintptr_t>(page));
    }
    const uint32_t i = size_++;
    edit(i) = item;
    return i;
  }

 private:
  struct Page {  // begins at a line of the cache, and so do items of 64 bytes
    T items[kPageItems];
    uint32_t references;
  };
  using Memory = base::Pieces<sizeof(Page)>;
  // The lowest bit of a page's address: the page may have another owner, look before writing.
  static constexpr uintptr_t kShared = 1;

  static Page* page_of(uintptr_t tagged) { return reinterpret_cast<Page*>(tagged & ~kShared); }

  static void release(Page* page) {
    if (--page->references == 0) {
      paged_bytes_alive -= sizeof(Page);
      Memory::give_back(page);
    }
  }

  static std::vector<uintptr_t> share(const PagedArray& other) {
    for (uintptr_t& tagged : other.pages_) {
      ++page_of(tagged)->references;
      tagged |= kShared;
    }
    return other.pages_;
  }

  [[gnu::noinline]] static void own(uintptr_t& tagged) {
    Page* page = page_of(tagged);
    if (page->references > 1) {
      auto* copy = static_cast<Page*>(Memory::take());
      std::memcpy(static_cast<void*>(copy), page, sizeof(Page));
      copy->references = 1;
      paged_bytes_alive += sizeof(Page);
      --page->references;
      page = copy;
    }
    tagged = reinterpret_cast<uintptr_t>(page);
  }

  mutable std::vector<uintptr_t> pages_;  // mutable: sharing marks the pages of a const array too
  uint32_t size_ = 0;
};

// Slots in a paged array. T has a member `uint32_t next_free`, which links the free slots of a page. New
// items fill one page after another, and a page is filled again when half of it is free: so what is made
// together lies together, a short time of the simulation writes to few pages, and checkpoints stay small. The
// freed slot is zeroed, so that equal histories leave equal bytes.
template <class T, uint32_t kShift>
class Slots {
 public:
  static constexpr uint32_t kNone = 0xFFFFFFFFu;

  const T& operator[](uint32_t slot) const { return items_[slot]; }
  void prefetch(uint32_t slot) const { items_.prefetch(slot); }
  T& edit(uint32_t slot) { return items_.edit(slot); }
  uint32_t size() const { return items_.size(); }
  uint32_t used() const { return used_; }

  // One flag a slot: is it taken? Walks the lists of the free ones.
  std::vector<bool> taken() const {
    std::vector<bool> out(items_.size(), true);
    for (uint32_t page = 0; page < pages_.size(); ++page) {
      for (uint32_t slot = pages_[page].first_free; slot != kNone; slot = items_[slot].next_free)
        out[slot] = false;
    }
    return out;
  }

  uint32_t take() {
    ++used_;
    if (filling_ == kNone || (pages_[filling_].first_free == kNone && !has_fresh_slot())) choose_page();
    PageUse& page = pages_.edit(filling_);
    ++page.used;
    if (page.first_free == kNone) return items_.push_back(T{});
    const uint32_t slot = page.first_free;
    T& item = items_.edit(slot);
    page.first_free = item.next_free;
    item.next_free = 0;
    return slot;
  }

  void give_back(uint32_t slot) {
    T& item = items_.edit(slot);
    const uint32_t index = slot >> kShift;
    PageUse& page = pages_.edit(index);
    item = T{};
    item.next_free = page.first_free;
    page.first_free = slot;
    --page.used;
    --used_;
    if (page.used == kPageItems / 2 && page.listed == 0 && index != filling_) list_page(index, page);
  }

 private:
  static constexpr uint32_t kPageItems = 1u << kShift;
  struct PageUse {
    uint32_t used, first_free;
    uint32_t next_roomy, listed;  // the line of pages to be filled again
  };

  // Slots never used yet are only in the last page.
  bool has_fresh_slot() const {
    return filling_ + 1 == pages_.size() && items_.size() < pages_.size() * kPageItems;
  }

  void list_page(uint32_t index, PageUse& page) {
    page.listed = 1;
    page.next_roomy = kNone;
    if (last_roomy_ == kNone) {
      first_roomy_ = index;
    } else {
      pages_.edit(last_roomy_).next_roomy = index;
    }
    last_roomy_ = index;
  }

  // The page that was filled is full now.
  void choose_page() {
    if (first_roomy_ == kNone) {
      filling_ = pages_.push_back(PageUse{0, kNone, kNone, 0});
      return;
    }
    filling_ = first_roomy_;
    PageUse& page = pages_.edit(filling_);
    first_roomy_ = page.next_roomy;
    if (first_roomy_ == kNone) last_roomy_ = kNone;
    page.listed = 0;
  }

  PagedArray<T, kShift> items_;
  PagedArray<PageUse, 6> pages_;
  uint32_t filling_ = kNone, first_roomy_ = kNone, last_roomy_ = kNone;
  uint32_t used_ = 0;
};

}  // namespace brigade::engine
