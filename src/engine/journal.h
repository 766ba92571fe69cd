// The journal: every record that was made, in order. Kept in full up to a limit; of a longer one the oldest
// chunks are let go, and Simulation makes them again from a checkpoint when somebody reads there.
#pragma once
#include <cstdint>
#include <memory>
#include <vector>

#include "base/pieces.h"
#include "engine/record.h"

namespace brigade::engine {

class Journal {
 public:
  static constexpr uint32_t kChunkBits = 15;
  static constexpr uint32_t kChunkRecords = 1u << kChunkBits;  // 1.25 MB
  static constexpr uint32_t kMaxChunks = 32;                   // a million records, 40 MB

  // A journal that begins at record `first` (for records made again).
  explicit Journal(uint32_t first = 0) : first_chunk_(first >> kChunkBits), begin_(first), end_(first) {}

  // Where to write the record of this index, the next one; nullptr where it stands already: going forward
  // again makes the same records.
  Record* place(uint32_t index) {
    if (index < end_) return nullptr;
    if ((index & (kChunkRecords - 1)) == 0 || chunks_.empty()) add_chunk();
    end_ = index + 1;
    return &chunks_.back()[index & (kChunkRecords - 1)];
  }
  uint32_t begin() const { return begin_; }  // the first record still here
  uint32_t end() const { return end_; }
  bool holds(uint32_t index) const { return index >= begin_ && index < end_; }
  const Record& operator[](uint32_t index) const {
    return chunks_[(index >> kChunkBits) - first_chunk_][index & (kChunkRecords - 1)];
  }
  void truncate(uint32_t end);

 private:
  using Memory = base::Pieces<sizeof(Record) * kChunkRecords>;
  struct Release {
    void operator()(Record* chunk) const { Memory::give_back(chunk); }
  };
  using Chunk = std::unique_ptr<Record[], Release>;

  void add_chunk();
  std::vector<Chunk> chunks_;
  uint32_t first_chunk_, begin_, end_;
};

}  // namespace brigade::engine
