// Memory for the pages and chunks that a simulation is kept in: many pieces of a few sizes, carved from large
// regions and used again, never handed back. On Linux the regions ask for huge pages: a million uploads write
// hundreds of megabytes, and taking those from the system 4 KB at a time cost a quarter of the run.
// Single-threaded. With the address sanitizer every piece is an allocation of its own, so that it can watch.
#pragma once

#include <cstddef>

namespace brigade::base {

inline constexpr size_t kPieceAlignment = 64;  // a line of the cache

// `bytes` of fresh memory, not cleared; ends the program where there is none.
void* carve_piece(size_t bytes);
// Only where pieces are allocations of their own.
void free_piece(void* piece);

// A large table by itself, cleared; with huge pages where there are some. Freed with free_piece().
void* make_table(size_t bytes);

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kPiecesAreReused = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool kPiecesAreReused = false;
#else
inline constexpr bool kPiecesAreReused = true;
#endif
#else
inline constexpr bool kPiecesAreReused = true;
#endif

// Asks for a line of memory that will be needed soon, without waiting for it.
inline void prefetch(const void* place) {
  __builtin_prefetch(place);
#ifdef __GNUC__
  asm volatile("");  // GCC takes a function that only prefetches for one that does nothing, and drops it
#endif
}

// Pieces of one size; those given back wait here for the next who needs one.
template <size_t kBytes>
class Pieces {
  static_assert(kBytes >= 8, "a piece that waits holds the address of the next one");

 public:
  static void* take() {
    if (free_ == nullptr) return carve_piece(kBytes);
    Free* piece = free_;
    free_ = piece->next;
    return piece;
  }
  static void give_back(void* piece) {
    if constexpr (kPiecesAreReused) {
      auto* freed = static_cast<Free*>(piece);
      freed->next = free_;
      free_ = freed;
    } else {
      free_piece(piece);
    }
  }

 private:
  struct Free {
    Free* next;
  };
  inline static Free* free_ = nullptr;
};

}  // namespace brigade::base
