// The timeline as it is kept: a plain put is two texts and a size, any other command is kept whole.
#include "engine/plan.h"

#include <algorithm>
#include <cassert>

#include "base/json.h"

namespace brigade::engine {

void Plan::add_put_object(TimeMs at_ms, std::string_view bucket, std::string_view key, uint64_t size_bytes) {
  auto known = std::find_if(bucket_texts_.begin(), bucket_texts_.end(),
                            [&](const auto& entry) { return entry.first == bucket; });
  if (known == bucket_texts_.end()) {
    bucket_texts_.emplace_back(bucket, texts_.add(bucket));
    known = bucket_texts_.end() - 1;
  }
  if (timeline_.size() > 0 && at_ms < timeline_.back().at_ms) sorted_ = false;
  const uint32_t index = plain_puts_.push_back(Put{known->second, texts_.add(key), size_bytes});
  timeline_.push_back(Entry{at_ms, kPlainPut, index});
}

void Plan::add_timeline(TimeMs at_ms, const Command& command, std::string_view label) {
  const auto* put = std::get_if<PutObject>(&command);
  const bool plain = put != nullptr && label.empty() && put->body.md5_hex.empty() &&
                     put->body.content.empty() && put->event == S3Event::ObjectCreatedPut &&
                     put->storage_class == StorageClass::Standard;
  if (plain) {
    add_put_object(at_ms, put->bucket, put->key, put->body.size_bytes);
    return;
  }
  add_kept(at_ms, keep(command, std::string(label)));
}

uint32_t Plan::keep(Command command, std::string label) {
  others_.push_back(Other{std::move(command), std::move(label)});
  return static_cast<uint32_t>(others_.size() - 1);
}

void Plan::add_kept(TimeMs at_ms, uint32_t kept) {
  assert(kept < others_.size());
  if (timeline_.size() > 0 && at_ms < timeline_.back().at_ms) sorted_ = false;
  timeline_.push_back(Entry{at_ms, kOther, kept});
}

void Plan::sort_timeline() {
  if (sorted_) return;
  std::vector<Entry> entries;
  entries.reserve(timeline_.size());
  for (uint32_t i = 0; i < timeline_.size(); ++i) entries.push_back(timeline_[i]);
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.at_ms < b.at_ms; });
  for (uint32_t i = 0; i < timeline_.size(); ++i) timeline_.at(i) = entries[i];
  sorted_ = true;
}

bool Plan::plain_put(uint32_t i, PlainPut& out) const {
  const Entry& entry = timeline_[i];
  if (entry.kind != kPlainPut) return false;
  const Put& put = plain_puts_[entry.index];
  out = PlainPut{put.bucket, texts_.get(put.bucket), texts_.get(put.key), put.size_bytes};
  return true;
}

const Command* Plan::kept_command(uint32_t i) const {
  const Entry& entry = timeline_[i];
  return entry.kind == kOther ? &others_[entry.index].command : nullptr;
}

Command Plan::timeline_command(uint32_t i) const {
  PlainPut put;
  if (!plain_put(i, put)) return *kept_command(i);
  PutObject command;
  command.bucket = put.bucket;
  command.key = put.key;
  command.body.size_bytes = put.size_bytes;
  return command;
}

Command Plan::command(CommandRef ref) const {
  return ref & kByHand ? by_hand[ref & ~kByHand].command : timeline_command(ref);
}

const ObjectBody* Plan::body(CommandRef ref) const {
  const Command* command = nullptr;
  if (ref == kNone) return nullptr;
  if (ref & kByHand) {
    const uint32_t index = ref & ~kByHand;
    if (index < by_hand.size()) command = &by_hand[index].command;
  } else if (ref < timeline_.size() && timeline_[ref].kind == kOther) {
    command = &others_[timeline_[ref].index].command;
  }
  const auto* put = command == nullptr ? nullptr : std::get_if<PutObject>(command);
  return put == nullptr ? nullptr : &put->body;
}

uint32_t Plan::parts(CommandRef ref) const {
  if (ref == kNone || is_by_record(ref)) return 1;
  if ((ref & kByHand) == 0 && timeline_[ref].kind == kPlainPut) return 1;
  const Command brought = command(ref);
  const auto* upload = std::get_if<CompleteMultipartUpload>(&brought);
  if (upload == nullptr) return 1;
  constexpr uint64_t kPartBytes = 8u << 20;
  if (upload->parts != 0) return upload->parts;
  return static_cast<uint32_t>(std::max<uint64_t>(1, (upload->size_bytes + kPartBytes - 1) / kPartBytes));
}

bool Plan::has_label(CommandRef ref) const {
  if (ref == kNone || is_by_record(ref)) return false;
  if (ref & kByHand) return !by_hand[ref & ~kByHand].label.empty();
  return timeline_[ref].kind == kOther && !others_[timeline_[ref].index].label.empty();
}

namespace {

// The value of the first attribute of an item or a key: mostly its partition key.
std::string first_value(const std::string& attributes) {
  const auto json = base::read_json(attributes);
  if (!json || json->members().empty() || json->members().front().value.members().empty()) return {};
  return json->members().front().value.members().front().value.as_string();
}

struct NameOf {
  std::string operator()(const PutObject& c) const { return c.key; }
  std::string operator()(const DeleteObject& c) const { return c.key; }
  std::string operator()(const DeleteObjects& c) const {
    return c.objects.empty() ? std::string() : c.objects.front().key;
  }
  std::string operator()(const CopyObject& c) const { return c.key; }
  std::string operator()(const CompleteMultipartUpload& c) const { return c.key; }
  std::string operator()(const PutObjectTagging& c) const { return c.key; }
  std::string operator()(const DeleteObjectTagging& c) const { return c.key; }
  std::string operator()(const PutObjectAcl& c) const { return c.key; }
  std::string operator()(const RestoreObject& c) const { return c.key; }
  std::string operator()(const LoseObject& c) const { return c.key; }
  std::string operator()(const Invoke& c) const { return c.function; }
  std::string operator()(const SendRequest& c) const { return c.method + " " + c.path; }
  std::string operator()(const SendMessage& c) const { return c.queue; }
  std::string operator()(const PutEvents& c) const {
    return c.entries.empty() ? std::string() : c.entries.front().detail_type;
  }
  std::string operator()(const Publish& c) const { return c.subject.empty() ? c.topic : c.subject; }
  std::string operator()(const PutItem& c) const { return first_value(c.item); }
  std::string operator()(const UpdateItem& c) const { return first_value(c.key); }
  std::string operator()(const DeleteItem& c) const { return first_value(c.key); }
  std::string operator()(const PutRecord& c) const { return c.partition_key; }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

}  // namespace

std::string Plan::label(CommandRef ref) const {
  if (ref == kNone || is_by_record(ref)) return {};
  if (has_label(ref))
    return ref & kByHand ? by_hand[ref & ~kByHand].label : others_[timeline_[ref].index].label;
  PlainPut put;
  if ((ref & kByHand) == 0 && plain_put(ref, put)) return std::string(put.key);
  return std::visit(NameOf{}, command(ref));
}

}  // namespace brigade::engine
