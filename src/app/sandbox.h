// The sandbox: an event pattern and an event, held against each other while they are typed, with
// EventBridge's own checks and words. Keeps the texts and the answer; drawing is sandbox_panel.cpp's.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/scenario.h"
#include "match/explain.h"

namespace brigade::app {

// An event of a real service to begin with, and a pattern that asks something about it.
struct SampleEvent {
  formats::LocalText title;
  std::string event, pattern;  // indented JSON
};
const std::vector<SampleEvent>& sample_events();

// JSON indented, but every array on one line: patterns are arrays of a few short values. What is no JSON
// stays.
std::string tidy_json(std::string_view json);

class Sandbox {
 public:
  static constexpr uint32_t kNoLeaf = UINT32_MAX;

  std::string pattern, event;  // as typed
  int sample = -1;             // the one that the texts began as; -1: none yet
  uint32_t leaf = kNoLeaf;     // whose places are shown in both texts

  // What holds for the texts as they are now. At most one of the faults is there; without any, the pattern,
  // the event and why it matches or not.
  struct Answer {
    std::string pattern_text, event_text;  // what was judged; the event looks into it
    std::optional<base::Error> pattern_fault, event_fault;
    match::Pattern pattern;
    std::optional<match::Event> event;
    match::Explanation explanation;
    bool has_verdict() const { return !pattern_fault && !event_fault; }
  };
  const Answer& answer();  // made anew where a text has changed; then no leaf is chosen any more

  void begin_with(int sample_index);

 private:
  std::unique_ptr<Answer> answer_;
};

}  // namespace brigade::app
