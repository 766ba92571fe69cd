// The journal's chunks: a long journal lets its oldest go and uses their memory again.
#include "engine/journal.h"

namespace brigade::engine {

void Journal::add_chunk() {
  if (chunks_.size() == kMaxChunks) {
    Chunk oldest = std::move(chunks_.front());  // its memory serves again
    chunks_.erase(chunks_.begin());
    ++first_chunk_;
    begin_ = first_chunk_ << kChunkBits;
    chunks_.push_back(std::move(oldest));
    return;
  }
  chunks_.push_back(Chunk(static_cast<Record*>(Memory::take())));
}

void Journal::truncate(uint32_t end) {
  if (end >= end_) return;
  if (end <= begin_) {  // nothing that is kept here is left: begin anew at `end`
    chunks_.clear();
    first_chunk_ = end >> kChunkBits;
    begin_ = end_ = end;
    return;
  }
  end_ = end;
  chunks_.resize(((end_ - 1) >> kChunkBits) - first_chunk_ + 1);
}

}  // namespace brigade::engine
