#include "app/sandbox.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "match/pattern_reader.h"
#include "match/service_limits.h"

namespace brigade::app {

extern const unsigned char sample_events_json[];  // assets/samples/events.json
extern const std::size_t sample_events_json_size;

namespace {

void write_text(std::string& out, const base::JsonValue& value, size_t indent) {
  if (!value.is_object() || value.members().empty()) {
    base::JsonWriter writer;
    base::write_json(writer, value);
    out += writer.take();
    return;
  }
  const char* before = "{";
  for (const base::JsonMember& member : value.members()) {
    out += before;
    out += '\n';
    out.append(indent + 2, ' ');
    base::append_json_string(out, member.name);
    out += ": ";
    write_text(out, member.value, indent + 2);
    before = ",";
  }
  out += '\n';
  out.append(indent, ' ');
  out += '}';
}

std::string text_of(const base::JsonValue& value) {
  std::string text;
  write_text(text, value, 0);
  return text;
}

std::vector<SampleEvent> read_samples() {
  std::vector<SampleEvent> samples;
  const std::string_view text(reinterpret_cast<const char*>(sample_events_json), sample_events_json_size);
  const auto list = base::read_json(text);
  if (!list) return samples;
  for (const base::JsonValue& item : list->items()) {
    const base::JsonValue* title = item.find("title");
    const base::JsonValue* event = item.find("event");
    const base::JsonValue* pattern = item.find("pattern");
    if (title == nullptr || event == nullptr || pattern == nullptr) continue;
    const base::JsonValue *en = title->find("en"), *fr = title->find("fr");
    samples.push_back({{en == nullptr ? "" : en->as_string(), fr == nullptr ? "" : fr->as_string()},
                       text_of(*event),
                       text_of(*pattern)});
  }
  return samples;
}

// As the service judges them: first the pattern, then the event.
void judge(Sandbox::Answer& answer) {
  auto pattern = match::read_event_pattern(answer.pattern_text);
  if (!pattern) {
    answer.pattern_fault = pattern.error();
    return;
  }
  if (const auto limits = match::check_service_limits(*pattern, answer.pattern_text); !limits) {
    answer.pattern_fault = limits.error();
    return;
  }
  auto event = match::read_event(answer.event_text);
  if (!event) {
    answer.event_fault = event.error();
    return;
  }
  if (const auto envelope = match::check_service_event(answer.event_text); !envelope) {
    answer.event_fault = envelope.error();
    return;
  }
  answer.pattern = std::move(*pattern);
  answer.event.emplace(std::move(*event));
  answer.explanation = match::explain(answer.pattern, *answer.event);
}

}  // namespace

std::string tidy_json(std::string_view json) {
  const auto value = base::read_json(json);
  return value ? text_of(*value) : std::string(json);
}

const std::vector<SampleEvent>& sample_events() {
  static const std::vector<SampleEvent> samples = read_samples();
  return samples;
}

const Sandbox::Answer& Sandbox::answer() {
  if (answer_ == nullptr || answer_->pattern_text != pattern || answer_->event_text != event) {
    answer_ = std::make_unique<Answer>();
    answer_->pattern_text = pattern;
    answer_->event_text = event;
    judge(*answer_);
    leaf = kNoLeaf;
  }
  return *answer_;
}

void Sandbox::begin_with(int sample_index) {
  if (sample_index < 0 || static_cast<size_t>(sample_index) >= sample_events().size()) return;
  const SampleEvent& chosen = sample_events()[static_cast<size_t>(sample_index)];
  sample = sample_index;
  pattern = chosen.pattern;
  event = chosen.event;
}

}  // namespace brigade::app
