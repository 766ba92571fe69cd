// What the matcher costs, piece by piece: reading rules into a set, adding and removing one among many,
// matching JSON text (plain, and checked in full), matching typed fields, explaining a miss. The number after
// the slash is how many rules there are.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "match/event.h"
#include "match/explain.h"
#include "match/pattern_reader.h"
#include "match/rule_set.h"

namespace brigade::match {
namespace {

// A rule as people write them for uploads: who, what, and one of many buckets and key prefixes.
std::string rule_text(uint32_t i) {
  const std::string number = std::to_string(i);
  return R"({"source":["aws.s3"],"detail-type":["Object Created"],"detail":{"bucket":{"name":["bucket-)" +
         number + R"("]},"object":{"key":[{"prefix":"in/)" + number +
         R"("}],"size":[{"numeric":[">",1024]}]}}})";
}

std::string event_text(size_t padding_bytes) {
  return R"({"version":"0","id":"2ee9cc15-d022-99ea-1fb8-1b1bac4850f9","detail-type":"Object Created",)"
         R"("source":"aws.s3","account":"123456789012","time":"2026-01-01T00:00:00Z","region":"us-east-1",)"
         R"("resources":["arn:aws:s3:::bucket-7"],"detail":{"version":"0","bucket":{"name":"bucket-7"},)"
         R"("object":{"key":"in/7/beach.jpg","size":9309,"etag":"b57f9512698f4b09e608f4f2a65852e5"},)"
         R"("request-id":"N4N7GDK58NMKJ12R","reason":"PutObject"},"note":")" +
         std::string(padding_bytes, '.') + "\"}";
}

std::vector<Pattern> patterns(uint32_t count) {
  std::vector<Pattern> out;
  for (uint32_t i = 0; i < count; i++) {
    auto pattern = read_event_pattern(rule_text(i));
    if (pattern) out.push_back(std::move(*pattern));
  }
  return out;
}

void fill(RuleSet& rules, uint32_t count) {
  const std::vector<Pattern> all = patterns(count);
  for (uint32_t i = 0; i < all.size(); i++) rules.add(i, all[i]);
}

uint32_t rules_of(const benchmark::State& state) { return static_cast<uint32_t>(state.range(0)); }

void read_and_compile(benchmark::State& state) {
  for (auto _ : state) {
    RuleSet rules;
    for (uint32_t i = 0; i < rules_of(state); i++) {
      const auto pattern = read_event_pattern(rule_text(i));
      if (pattern) rules.add(i, *pattern);
    }
    benchmark::DoNotOptimize(rules.size());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(read_and_compile)->Arg(100)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void compile(benchmark::State& state) {
  const std::vector<Pattern> all = patterns(rules_of(state));
  for (auto _ : state) {
    RuleSet rules;
    for (uint32_t i = 0; i < all.size(); i++) rules.add(i, all[i]);
    benchmark::DoNotOptimize(rules.size());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(compile)->Arg(100)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void add_and_remove_one(benchmark::State& state) {
  RuleSet rules;
  fill(rules, rules_of(state));
  const Pattern one = patterns(1)[0];
  for (auto _ : state) {
    rules.add(1'000'000, one);
    rules.remove(1'000'000);
  }
}
BENCHMARK(add_and_remove_one)->Arg(1)->Arg(100)->Arg(10'000)->Arg(100'000);

void match_plain_text(benchmark::State& state) {
  RuleSet rules;
  fill(rules, rules_of(state));
  const std::string event = event_text(200);
  Matches matches;
  for (auto _ : state) {
    rules.match_plain(event, matches);
    benchmark::DoNotOptimize(matches.ids().data());
  }
}
BENCHMARK(match_plain_text)->Arg(1)->Arg(100)->Arg(10'000)->Arg(100'000);

void match_checked_text(benchmark::State& state) {
  RuleSet rules;
  fill(rules, rules_of(state));
  const std::string event = event_text(200);
  Matches matches;
  for (auto _ : state) benchmark::DoNotOptimize(rules.match(event, matches));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(event.size()));
}
BENCHMARK(match_checked_text)->Arg(1)->Arg(100)->Arg(10'000)->Arg(100'000);

// The fields of an upload, as an engine has them: an array of values by the number of the path.
class Upload final : public FieldSource {
 public:
  explicit Upload(const RuleSet& rules) {
    const auto text = [](std::string_view value) { return FieldValue{ValueKind::Text, value, 0}; };
    for (uint32_t path = 0; path < rules.path_count(); path++) {
      const std::string& name = rules.path(path);
      FieldValue value;
      if (name == "source") value = text("aws.s3");
      if (name == "detail-type") value = text("Object Created");
      if (name == "detail.bucket.name") value = text("bucket-7");
      if (name == "detail.object.key") value = text("in/7/beach.jpg");
      if (name == "detail.object.size") value = {ValueKind::Integer, {}, 9309};
      values_.push_back(value);
    }
  }
  Values values(uint32_t path) const override { return {&values_[path], 1}; }

 private:
  std::vector<FieldValue> values_;
};

void match_typed_fields(benchmark::State& state) {
  RuleSet rules;
  fill(rules, rules_of(state));
  const Upload upload(rules);
  Matches matches;
  for (auto _ : state) {
    rules.match_fields(upload, matches);
    benchmark::DoNotOptimize(matches.ids().data());
  }
  if (matches.ids().size() != (rules_of(state) > 7 ? 1U : 0U)) state.SkipWithError("wrong matches");
}
BENCHMARK(match_typed_fields)->Arg(1)->Arg(100)->Arg(10'000)->Arg(100'000);

void check_text(benchmark::State& state) {
  const std::string event = event_text(200);
  for (auto _ : state) benchmark::DoNotOptimize(check_event(event));
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(event.size()));
}
BENCHMARK(check_text);

void explain_a_miss(benchmark::State& state) {
  const Pattern pattern = patterns(1)[0];
  const std::string text = event_text(400);
  for (auto _ : state) {
    const auto event = read_event(text);
    benchmark::DoNotOptimize(explain(pattern, *event).matched);
  }
}
BENCHMARK(explain_a_miss);

}  // namespace
}  // namespace brigade::match

BENCHMARK_MAIN();
