// The journal as lanes: for each message its deliveries, and for each delivery spans of waiting, running and
// backing off until its end. Made from records alone, so it covers the future that is known. No Dear ImGui.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "engine/simulation.h"

namespace brigade::app {

enum class SpanKind : uint8_t {
  kTravelling,  // on its way from the source, or waiting in Lambda's internal queue
  kRunning,     // an attempt that succeeded, or whose end is not known
  kFailed,      // an attempt that failed or timed out
  kBackingOff,  // waits for a retry
  kInQueue,     // visible or delayed in a queue
  kInvisible,   // handed to a consumer
};
struct Span {
  SpanKind kind;
  uint32_t first_step, last_step;   // of the records that open and close it; last_step kNone: open
  engine::TimeMs begin_ms, end_ms;  // end_ms of an open span: the end of what is known
  uint32_t record;                  // that opened it
  uint32_t end_record;              // that closed it, kNone
  uint16_t attempt;                 // of runs, from 1
};
struct StoryDelivery {
  uint32_t number;
  uint32_t message;  // index in Story::messages
  engine::ResourceId target;
  engine::Fate fate;              // in the known future; InFlight where it is not known
  uint32_t end_record, end_step;  // kNone while in flight
  engine::TimeMs end_ms;
  uint32_t first_record;
  uint16_t attempts;
  std::vector<Span> spans;
};
struct StoryMessage {
  uint32_t number;  // engine's number of the message
  uint32_t parent;  // index of the message whose end made it, kNone: it is a root
  uint32_t root;    // index of the message at the start of the chain: colour and label
  std::string label;
  uint32_t first_record, first_step, last_step;
  engine::TimeMs begin_ms, end_ms;
  bool unmatched;  // nothing wanted it
  uint32_t unmatched_record;
  std::vector<uint32_t> deliveries;  // indexes in Story::deliveries
};

class Story {
 public:
  static constexpr uint32_t kMaxRecords = 400'000;  // beyond, later records are not in the story

  std::vector<StoryMessage> messages;  // in order of their making
  std::vector<StoryDelivery> deliveries;
  std::vector<engine::TimeMs> step_ms;  // when each step happened, by step, from 0

  void rebuild(const engine::Simulation& simulation);
  // Adds what the journal has gained; cheap where that is nothing.
  void extend(const engine::Simulation& simulation);
  bool complete() const { return complete_; }

  // Indexes by the engine's numbers; kNone where the story has none.
  uint32_t message_index(uint32_t number) const;
  uint32_t delivery_index(uint32_t number) const;
  uint32_t root_of(uint32_t message_number) const;  // index, for token_color()

 private:
  void add(const engine::Simulation& simulation, uint32_t index, const engine::Record& record);
  void add_message(const engine::Simulation& simulation, uint32_t index, const engine::Record& record);
  StoryDelivery* touch_delivery(uint32_t index, const engine::Record& record);
  static void open_span(StoryDelivery& delivery, SpanKind kind, uint32_t index, const engine::Record& record);
  static void close_span(StoryDelivery& delivery, uint32_t index, const engine::Record& record);

  std::vector<uint32_t> by_message_, by_delivery_;  // number -> index
  uint32_t read_ = 0;
  bool complete_ = true;
};

}  // namespace brigade::app
