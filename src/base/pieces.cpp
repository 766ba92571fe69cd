// Takes regions from the system and carves them.
#include "base/pieces.h"

#include <cstdlib>
#include <cstring>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace brigade::base {

namespace {

#ifdef __linux__
constexpr size_t kRegionBytes = size_t{8} << 20;
constexpr size_t kRegionAlignment = size_t{2} << 20;  // of a huge page
#else
constexpr size_t kRegionBytes = size_t{1} << 20;
constexpr size_t kRegionAlignment = kPieceAlignment;
#endif

size_t rounded_up(size_t bytes, size_t to) { return (bytes + to - 1) / to * to; }

void* take_region(size_t bytes, size_t alignment) {
  void* region = std::aligned_alloc(alignment, rounded_up(bytes, alignment));
  if (region == nullptr) std::abort();
#ifdef __linux__
  if (alignment == kRegionAlignment) madvise(region, rounded_up(bytes, alignment), MADV_HUGEPAGE);
#endif
  return region;
}

// What is left of the newest region.
char* next_byte = nullptr;
size_t bytes_left = 0;

}  // namespace

void* carve_piece(size_t bytes) {
  bytes = rounded_up(bytes, kPieceAlignment);
  if (!kPiecesAreReused) return take_region(bytes, kPieceAlignment);
  if (bytes > bytes_left) {  // a rest too small for this piece is lost: pieces are small beside a region
    const size_t region = bytes > kRegionBytes ? bytes : kRegionBytes;
    next_byte = static_cast<char*>(take_region(region, kRegionAlignment));
    bytes_left = region;
  }
  char* piece = next_byte;
  next_byte += bytes;
  bytes_left -= bytes;
  return piece;
}

void* make_table(size_t bytes) {
  void* table = take_region(bytes, bytes < kRegionAlignment ? kPieceAlignment : kRegionAlignment);
  std::memset(table, 0, bytes);
  return table;
}

void free_piece(void* piece) { std::free(piece); }

}  // namespace brigade::base
