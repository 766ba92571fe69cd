// brigade bench: a world is played to idle, then jumps go all over its history. The small world: N uploads
// through a suffix filter to a function that fails at first; the large one is large_world.h's. The same
// engine as the page's, with journal and checkpoints. Time is the monotonic clock's, here and nowhere else;
// the run is timed, making the list of commands is not.
#include <algorithm>
#include <cstdio>

#include "base/json.h"
#include "base/random.h"
#include "formats/state_json.h"
#include "platform/cli/cli.h"
#include "platform/cli/large_world.h"

namespace brigade::platform {
namespace {

using namespace engine;

constexpr uint32_t kDefaultUploads = 1'000'000;
constexpr uint32_t kSeeks = 1'000;
constexpr uint32_t kSeeksChecked = 20;

void add_resources(Plan& plan) {
  const std::string account = "us-east-1:123456789012:";
  plan.setup.push_back(CreateQueue{"thumbnail-dlq", {}});
  CreateFunction function;
  function.function = "thumbnail";
  function.config.dead_letter_arn = "arn:aws:sqs:" + account + "thumbnail-dlq";
  function.config.policy.push_back(service_statement("s3", "s3.amazonaws.com", "lambda:InvokeFunction",
                                                     "arn:aws:s3:::uploads", "123456789012"));
  HandlerRule always, at_first;
  always.keys = {"*01.jpg", "*21.jpg", "*41.jpg", "*61.jpg", "*81.jpg"};
  at_first.first_attempts = 1;
  function.config.handler.rules = {always, at_first};
  function.config.handler.duration_ms = 120;
  function.config.handler.failure_duration_ms = 80;
  function.config.handler.init_duration_ms = 200;
  plan.setup.push_back(std::move(function));
  plan.setup.push_back(CreateBucket{"uploads"});
  NotificationRule rule;
  rule.id = "jpg";
  rule.target_arn = "arn:aws:lambda:" + account + "function:thumbnail";
  rule.events = {"s3:ObjectCreated:*"};
  rule.filter.suffix = ".jpg";
  rule.has_suffix = true;
  plan.setup.push_back(PutBucketNotificationConfiguration{"uploads", {rule}, false});
}

Plan small_world(uint32_t uploads) {
  Plan plan;
  plan.options.seed = 7;
  add_resources(plan);
  for (uint32_t i = 0; i < uploads; i++) {
    char key[32];
    std::snprintf(key, sizeof key, "img/%07u.%s", i, i % 10 == 0 ? "txt" : "jpg");
    plan.add_put_object(i, "uploads", key, 2048);
  }
  plan.sort_timeline();
  return plan;
}

std::unique_ptr<Simulation> start(Plan plan) {
  auto simulation = Simulation::create(std::move(plan));
  if (simulation) return std::move(*simulation);
  complain("The world of the benchmark was refused: " + simulation.error().text);
  return nullptr;
}

struct Seeks {
  std::vector<double> ms;                             // in the order of the jumps
  std::vector<std::pair<uint32_t, uint64_t>> checks;  // step and hash there
};

// Jumps to positions that are spread evenly over the history, in an order that is mixed but always the same.
Seeks time_seeks(Simulation& simulation, uint32_t steps, uint32_t count) {
  std::vector<uint32_t> positions;
  for (uint32_t i = 0; i < count; i++) {
    positions.push_back(static_cast<uint32_t>(uint64_t{steps} * i / std::max(count - 1, 1u)));
  }
  base::Stream random{base::stream_key(7, "bench/seeks"), 0};
  for (uint32_t i = count - 1; i > 0; i--)
    std::swap(positions[i], positions[static_cast<size_t>(base::uniform(random, 0, i))]);
  Seeks out;
  const uint32_t every = std::max(count / kSeeksChecked, 1u);
  for (uint32_t i = 0; i < count; i++) {
    const double begin = monotonic_seconds();
    simulation.seek(positions[i]);
    out.ms.push_back((monotonic_seconds() - begin) * 1000);
    if (i % every == 0) out.checks.emplace_back(positions[i], simulation.hash());
  }
  std::sort(out.checks.begin(), out.checks.end());
  return out;
}

// A fresh run, stopped at each of the positions, shows what the jumps showed.
bool checks_hold(Plan plan, const Seeks& seeks) {
  const auto fresh = start(std::move(plan));
  if (!fresh) return false;
  for (const auto& [step, hash] : seeks.checks) {
    fresh->seek(step);
    if (fresh->step() == step && fresh->hash() == hash) continue;
    complain("A jump to step " + std::to_string(step) + " does not show what a fresh run shows there.");
    return false;
  }
  return true;
}

struct Figures {
  bool is_large = false;
  uint32_t messages = 0, steps = 0;  // root messages: of the small world, uploads
  uint32_t seek_count = kSeeks;
  double seconds = 0;
  uint64_t peak_bytes = 0;
  Tally tally{};
  Seeks seeks;
  uint64_t hash = 0;
};

double at_rank(std::vector<double> values, size_t rank) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
  return values[rank];
}

void write_outcomes(base::JsonWriter& w, const Figures& f) {
  const auto ended = [&f](Fate fate) { return f.tally.ended[static_cast<size_t>(fate)]; };
  w.key("outcomes").begin_object();
  if (f.is_large) {  // every fate, the same names as in the journal
    for (size_t fate = 0; fate < kFates; fate++)
      w.member(fate_name(static_cast<Fate>(fate)), ended(static_cast<Fate>(fate)));
    w.member("made", f.tally.made).member("alive", f.tally.live);
  } else {
    w.member("filtered", ended(Fate::FilteredOut)).member("dead_lettered", ended(Fate::DeadLettered));
    w.member("delivered", ended(Fate::Delivered)).member("dropped", ended(Fate::Dropped));
  }
  w.member("attempts", f.tally.attempts).member("throttled", f.tally.throttles).end_object();
}

std::string json_of(const Figures& f) {
  base::JsonWriter w;
  w.begin_object().member(f.is_large ? "messages" : "uploads", f.messages);
  w.member("steps", f.steps).member("seconds", f.seconds);
  if (!f.is_large) w.member("uploads_per_second", static_cast<uint64_t>(f.messages / f.seconds));
  w.member("steps_per_second", static_cast<uint64_t>(f.steps / f.seconds));
  w.member("peak_bytes", f.peak_bytes);
  write_outcomes(w, f);
  w.member("seek_ms_median", at_rank(f.seeks.ms, f.seeks.ms.size() / 2));
  w.member("seek_ms_max", at_rank(f.seeks.ms, f.seeks.ms.size() - 1));
  w.member("hash", formats::hash_text(f.hash)).end_object();
  return w.take() + "\n";
}

// Every delivery that was ever made has ended in one way, or is alive.
bool nothing_lost(const Tally& tally) {
  uint64_t sum = tally.live;
  for (const uint64_t ended : tally.ended) sum += ended;
  if (sum == tally.made) return true;
  complain("Of " + std::to_string(tally.made) + " deliveries " + std::to_string(sum) +
           " can be accounted for.");
  return false;
}

std::string text_of(const Figures& f) {
  char text[512];
  std::snprintf(text, sizeof text,
                "%u %s in %u steps took %.3f s: %.0f and %.0f steps a second, %.0f MB at most\n"
                "a jump takes %.2f ms (median), %.2f ms (longest of %u)\n",
                f.messages, f.is_large ? "messages" : "uploads", f.steps, f.seconds, f.messages / f.seconds,
                f.steps / f.seconds, static_cast<double>(f.peak_bytes) / 1e6,
                at_rank(f.seeks.ms, f.seeks.ms.size() / 2), at_rank(f.seeks.ms, f.seeks.ms.size() - 1),
                f.seek_count);
  return text;
}

Plan world_of(const Figures& f) { return f.is_large ? large_world(f.messages) : small_world(f.messages); }

bool measure(Figures& f) {
  const auto simulation = [&f]() -> std::unique_ptr<Simulation> {
    Plan plan = world_of(f);
    const double begin = monotonic_seconds();
    auto made = start(std::move(plan));
    if (made && made->run_to_idle(kMaxRunSteps) != RunStop::Idle) {
      complain("The run was stopped before it was idle.");
      return nullptr;
    }
    f.seconds = std::max(monotonic_seconds() - begin, 1e-9);
    return made;
  }();
  if (!simulation) return false;
  f.steps = simulation->step();
  f.tally = simulation->world().tally;
  f.hash = simulation->hash();
  f.seeks = time_seeks(*simulation, f.steps, f.seek_count);
  f.peak_bytes = peak_memory_bytes();
  return true;
}

}  // namespace

int bench_command(const Words& words) {
  const auto arguments = parse_arguments(
      "bench", words, {{"--uploads", true}, {"--world", true}, {"--seeks", true}, {"--json", false}});
  if (!arguments) return kWrong;
  Figures figures;
  if (const std::string* world = arguments->value("--world")) {
    if (*world != "large" && *world != "small") {
      complain("--world takes small or large; \"" + *world + "\" is neither.");
      return kWrong;
    }
    figures.is_large = *world == "large";
  }
  figures.messages = figures.is_large ? kLargeWorldMessages : kDefaultUploads;
  if (const std::string* text = arguments->value("--uploads")) {
    const auto number = parse_natural(*text);
    if (!number || *number == 0 || *number > Plan::kMaxTimeline) {
      complain("--uploads takes a number from 1 to 10,000,000; \"" + *text + "\" is none.");
      return kWrong;
    }
    figures.messages = static_cast<uint32_t>(*number);
  }
  if (const std::string* text = arguments->value("--seeks")) {
    const auto number = parse_natural(*text);
    if (!number || *number == 0 || *number > kSeeks) {
      complain("--seeks takes a number from 1 to 1,000; \"" + *text + "\" is none.");
      return kWrong;
    }
    figures.seek_count = static_cast<uint32_t>(*number);
  }
  if (!arguments->positional.empty()) {
    complain("`brigade bench` takes options only, not " + arguments->positional[0] + ".");
    return kWrong;
  }
  if (!measure(figures)) return kStopped;
  print(arguments->has("--json") ? json_of(figures) : text_of(figures));
  const bool holds = nothing_lost(figures.tally) && checks_hold(world_of(figures), figures.seeks);
  return holds ? kDone : kFailed;
}

}  // namespace brigade::platform
