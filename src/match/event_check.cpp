// What may be spared when an event is matched (see rule_set.h), found out by reading it once in full.
#include <algorithm>

#include "match/checked_scanner.h"
#include "match/rule_set.h"

namespace brigade::match {
namespace {

// Gathers the names of all open objects, and looks for repetitions where an object ends.
class NameSink {
 public:
  static constexpr bool kWantsNames = true;

  explicit NameSink(size_t event_size) : event_size_(event_size) {}

  void begin_object() { begins_.push_back(static_cast<uint32_t>(names_.size())); }
  void name(std::string_view name) {
    if (name.find('.') != std::string_view::npos) plain_ = false;
    if (plain_) names_.push_back(name);
  }
  void end_object() {
    const auto first = names_.begin() + begins_.back();
    begins_.pop_back();
    if (!plain_) return;
    std::sort(first, names_.end());
    if (std::adjacent_find(first, names_.end()) != names_.end()) plain_ = false;
    names_.erase(first, names_.end());
  }
  void value(uint32_t, const FieldValue&, uint32_t) {}
  std::string_view unescaped(std::string_view written) {
    plain_ = false;
    if (unescaped_.empty()) unescaped_.resize(event_size_);
    char* place = unescaped_.data() + used_;
    const size_t size = unescape(written, place);
    used_ += size;
    return {place, size};
  }
  bool plain() const { return plain_; }

 private:
  size_t event_size_;
  std::vector<uint32_t> begins_;  // for each open object: its first name
  std::vector<std::string_view> names_;
  std::vector<char> unescaped_;
  size_t used_ = 0;
  bool plain_ = true;
};

}  // namespace

EventCheck check_event(std::string_view text) {
  if (text.size() > kMaxEventBytes) return EventCheck::Malformed;
  const PathTree nothing;
  NameSink names(text.size());
  CheckedScanner scanner(nothing, nullptr, names);
  if (!scanner.read(text)) return EventCheck::Malformed;
  const bool plain = names.plain() && !base::starts_with(text, "\xEF\xBB\xBF");
  return plain ? EventCheck::Plain : EventCheck::Sound;
}

}  // namespace brigade::match
