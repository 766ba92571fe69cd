// Mails from the journal: an EmailDelivered each, and a request for confirmation for each subscription that
// was made without one.
#include "engine/inbox.h"

#include <algorithm>
#include <deque>

#include "engine/command.h"
#include "engine/services/payload.h"
#include "engine/services/sns.h"
#include "engine/services/sns_message.h"

namespace brigade::engine {

namespace {

constexpr std::string_view kDefaultSubject = "AWS Notification Message";
constexpr std::string_view kConfirmationSubject = "AWS Notification - Subscription Confirmation";
const size_t kSubscribe = Command(Subscribe{}).index();

const TopicConfig* topic_of(const Simulation& simulation, uint32_t version) {
  const auto& configs = simulation.history().configs;
  return version < configs.size() ? std::get_if<TopicConfig>(&configs[version]->value) : nullptr;
}

// What the topic sent, as it was just before it was delivered; nothing where that cannot be told any more.
std::optional<SnsContent> content_of(const Simulation& simulation, const Mail& mail) {
  if (mail.step == 0) return std::nullopt;
  const auto world = simulation.world_at(mail.step - 1);
  const std::vector<bool> taken = world->deliveries.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (!taken[slot] || world->deliveries[slot].number != mail.delivery) continue;
    const Payload payload = payload_of(*world, simulation.history(), world->deliveries[slot]);
    return sns_content({*world, simulation.history(), simulation.plan()}, payload);
  }
  return std::nullopt;
}

std::string sns_address(const Simulation& simulation, std::string_view page) {
  return "https://sns." + simulation.plan().options.region + ".amazonaws.com/" + std::string(page);
}

Mail delivered_mail(uint32_t index, const Record& record, const TopicConfig& topic) {
  Mail mail{};
  mail.record = index;
  mail.step = record.step;
  mail.time_ms = record.time_ms;
  mail.topic = record.resource;
  mail.address = topic.subscriptions[record.code].endpoint;
  mail.message = record.message;
  mail.delivery = record.delivery;
  return mail;
}

bool is_confirmed(const Simulation& simulation, ResourceId topic, std::string_view arn) {
  const World& world = simulation.world();
  if (!world.is_alive(topic)) return false;
  for (const Subscription& now :
       simulation.history().topic_config(world.resource(topic).config).subscriptions) {
    if (now.arn == arn) return !now.pending_confirmation;
  }
  return false;
}

}  // namespace

std::vector<Mail> inbox(const Simulation& simulation, size_t most) {
  std::deque<Mail> mails;
  const auto add = [&](Mail mail) {
    mails.push_back(std::move(mail));
    if (mails.size() > most) mails.pop_front();
  };
  simulation.read_records(0, simulation.world().records, [&](uint32_t index, const Record& record) {
    const bool delivered = record.kind == RecordKind::EmailDelivered;
    const bool subscribed = record.kind == RecordKind::ConfigurationChanged && record.code == kSubscribe;
    if (!delivered && !subscribed) return;
    const TopicConfig* topic = topic_of(simulation, record.version);
    if (topic == nullptr || topic->subscriptions.empty()) return;
    if (delivered) return add(delivered_mail(index, record, *topic));
    const Subscription& made = topic->subscriptions.back();
    if (!made.pending_confirmation) return;
    Mail mail{};
    mail.record = index;
    mail.step = record.step;
    mail.time_ms = record.time_ms;
    mail.topic = record.resource;
    mail.address = made.endpoint;
    mail.subject = kConfirmationSubject;
    mail.asks = true;
    mail.confirmed = is_confirmed(simulation, record.resource, made.arn);
    mail.token = sns::confirmation_token(simulation.world().seed, made.arn);
    add(std::move(mail));
  });
  std::vector<Mail> out(mails.begin(), mails.end());
  for (Mail& mail : out) {
    if (mail.asks) continue;
    const auto content = content_of(simulation, mail);
    mail.subject = content && !content->subject.empty() ? content->subject : std::string(kDefaultSubject);
  }
  return out;
}

std::string mail_text(const Simulation& simulation, const Mail& mail) {
  const std::string topic = arn_of(simulation.world(), simulation.history(), simulation.plan(), mail.topic);
  if (mail.asks) {
    return "You have chosen to subscribe to the topic:\n" + topic +
           "\n\nTo confirm this subscription, click or visit the link below (If this was in error no action "
           "is "
           "necessary):\n" +
           sns_address(simulation, "confirmation.html?TopicArn=") + topic + "&Token=" + mail.token +
           "&Endpoint=" + mail.address +
           "\n\nPlease do not reply directly to this email. If you wish to remove yourself from receiving "
           "all "
           "future SNS subscription confirmation requests please send an email to sns-opt-out\n";
  }
  const auto content = content_of(simulation, mail);
  const Record record = simulation.record_at(mail.record);
  const TopicConfig* config = topic_of(simulation, record.version);
  const std::string arn = config == nullptr ? std::string() : config->subscriptions[record.code].arn;
  return (content ? content->message : std::string()) +
         "\n\n--\nIf you wish to stop receiving notifications from this topic, please click or visit the "
         "link "
         "below to unsubscribe:\n" +
         sns_address(simulation, "unsubscribe.html?SubscriptionArn=") + arn + "&Endpoint=" + mail.address +
         "\n\nPlease do not reply directly to this email. If you have any questions or comments regarding "
         "this "
         "email, please contact us at https://aws.amazon.com/support\n";
}

}  // namespace brigade::engine
