// Compiled rules, by bus and by the epoch of its rules.
#include "engine/services/bus_matcher.h"

#include <algorithm>

namespace brigade::engine {

namespace {

class S3Fields final : public match::FieldSource {
 public:
  S3Fields(const S3BusEvent& event, const std::vector<S3BusField>& fields) : event_(event), fields_(fields) {}
  Values values(uint32_t path) const override {
    const S3BusField field = fields_[path];
    if (field == S3BusField::Count) return {};
    const match::FieldValue* value = event_.field(field);
    return value == nullptr ? Values{} : Values{value, 1};
  }

 private:
  const S3BusEvent& event_;
  const std::vector<S3BusField>& fields_;
};

}  // namespace

BusMatchers::Matcher& BusMatchers::matcher_for(const RenderContext& context, const BusState& bus) {
  const auto at = std::find_if(kept_.begin(), kept_.end(), [&bus](const auto& matcher) {
    return matcher->bus == bus.id && matcher->epoch == bus.rules_epoch;
  });
  if (at != kept_.end()) {
    std::rotate(kept_.begin(), at, at + 1);
    return *kept_.front();
  }
  if (kept_.size() >= kKept) kept_.pop_back();
  auto made = std::make_unique<Matcher>();
  made->bus = bus.id;
  made->epoch = bus.rules_epoch;
  for (uint32_t i = bus.first_rule; i != kNone; i = context.world.rules[i].next) {
    const ResourceId rule = context.world.rules[i].id;
    const RuleConfig& config = context.history.rule_config(context.world.resource(rule).config);
    if (config.enabled && config.pattern != nullptr) made->rules.add(rule.index(), *config.pattern);
  }
  kept_.insert(kept_.begin(), std::move(made));
  return *kept_.front();
}

const std::vector<uint32_t>& BusMatchers::match(const RenderContext& context, const BusState& bus,
                                                const Payload& event) {
  Matcher& matcher = matcher_for(context, bus);
  if (event.kind == PayloadKind::S3BusEvent) {
    if (matcher.paths_version != matcher.rules.paths_version()) {
      matcher.fields.clear();
      for (uint32_t path = 0; path < matcher.rules.path_count(); ++path) {
        matcher.fields.push_back(s3_bus_field(matcher.rules.path(path)));
      }
      matcher.paths_version = matcher.rules.paths_version();
    }
    const S3BusEvent fields(context, event);
    matcher.rules.match_fields(S3Fields(fields, matcher.fields), matcher.matches);
  } else {
    // Its envelope was written here and its detail was read when it came: what check_event would find.
    matcher.rules.match(render_payload(context, event), matcher.matches);
  }
  found_ = matcher.matches.ids();
  std::sort(found_.begin(), found_.end());
  return found_;
}

}  // namespace brigade::engine
