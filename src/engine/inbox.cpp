// Mails from the journal: an EmailDelivered each, and a request for confirmation for each subscription that
// was made without one.
#include "engine/inbox.h"

#include <algorithm>
#include <deque>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "engine/command.h"
#include "engine/services/payload.h"
#include "engine/services/sns.h"
#include "engine/services/sns_message.h"

namespace brigade::engine {

namespace {

constexpr std::string_view kDefaultSubject = "AWS Notification Message";
constexpr std::string_view kConfirmationSubject = "AWS Notification - Subscription Confirmation";
constexpr std::string_view kConfirmationType = "SubscriptionConfirmation";
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

bool is_post(RecordKind kind) {
  return kind == RecordKind::EndpointAnswered || kind == RecordKind::EndpointFailed;
}

Mail delivered_mail(uint32_t index, const Record& record, const TopicConfig& topic) {
  Mail mail{};
  mail.http = is_post(record.kind);
  if (mail.http) mail.status = http_status(record);
  mail.record = index;
  mail.step = record.step;
  mail.time_ms = record.time_ms;
  mail.topic = record.resource;
  mail.address = topic.subscriptions[record.code].endpoint;
  mail.message = record.message;
  mail.delivery = record.delivery;
  return mail;
}

// What SNS posts to ask for confirmation.
std::string confirmation_body(const Simulation& simulation, const Mail& mail, const std::string& topic) {
  base::JsonWriter json(base::JsonStyle::kIndented);
  json.begin_object().member("Type", kConfirmationType);
  json.member("MessageId",
              base::uuid_of(base::stream_key(simulation.world().seed, "sns/confirmation"), mail.record));
  json.member("Token", mail.token).member("TopicArn", topic);
  json.member("Message",
              "You have chosen to subscribe to the topic " + topic +
                  ".\nTo confirm the subscription, visit the SubscribeURL included in this message.");
  json.member("SubscribeURL", sns_address(simulation, "?Action=ConfirmSubscription&TopicArn=") + topic +
                                  "&Token=" + mail.token);
  json.member("Timestamp", base::format_utc_ms(simulation.plan().options.start_unix_ms + mail.time_ms));
  return json.member("SignatureVersion", "1").end_object().take();
}

// The envelope as it was posted, or the message alone.
std::string posted_body(const Simulation& simulation, const Mail& mail) {
  if (mail.step == 0) return {};
  const auto world = simulation.world_at(mail.step - 1);
  const std::vector<bool> taken = world->deliveries.taken();
  for (uint32_t slot = 0; slot < taken.size(); ++slot) {
    if (!taken[slot] || world->deliveries[slot].number != mail.delivery) continue;
    const Payload payload = payload_of(*world, simulation.history(), world->deliveries[slot]);
    return render_payload({*world, simulation.history(), simulation.plan()}, payload);
  }
  return {};
}

// The request, with its headers, and below it the answer.
std::string request_text(const Simulation& simulation, const Mail& mail, const std::string& topic) {
  const size_t host_at = mail.address.find("://") + 3;
  const size_t path_at = std::min(mail.address.find('/', host_at), mail.address.size());
  const std::string path = path_at == mail.address.size() ? "/" : mail.address.substr(path_at);
  const std::string body =
      mail.asks ? confirmation_body(simulation, mail, topic) : posted_body(simulation, mail);
  std::string text = "POST " + path + " HTTP/1.1\nx-amz-sns-message-type: " + mail.subject;
  text += "\nx-amz-sns-topic-arn: " + topic;
  const TopicConfig* config =
      mail.asks ? nullptr : topic_of(simulation, simulation.record_at(mail.record).version);
  if (config != nullptr) {
    const Subscription& subscription = config->subscriptions[simulation.record_at(mail.record).code];
    text += "\nx-amz-sns-subscription-arn: " + subscription.arn;
    if (subscription.raw_message_delivery) text += "\nx-amz-sns-rawdelivery: true";
  }
  text += "\nContent-Length: " + std::to_string(body.size()) + "\nContent-Type: text/plain; charset=UTF-8";
  text += "\nHost: " + mail.address.substr(host_at, path_at - host_at);
  text += "\nUser-Agent: Amazon Simple Notification Service Agent\n\n" + body;
  if (mail.status == kNone) return text;
  return text + "\n\n--> " +
         (mail.status == 0 ? std::string("(> 15 s)") : "HTTP/1.1 " + std::to_string(mail.status));
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
    const bool delivered = record.kind == RecordKind::EmailDelivered || is_post(record.kind);
    const bool subscribed = record.kind == RecordKind::ConfigurationChanged && record.code == kSubscribe;
    if (!delivered && !subscribed) return;
    const TopicConfig* topic = topic_of(simulation, record.version);
    if (topic == nullptr || topic->subscriptions.empty()) return;
    if (delivered) return add(delivered_mail(index, record, *topic));
    const Subscription& made = topic->subscriptions.back();
    const bool by_itself = is_http(made.protocol) && made.behaviour.confirms;
    if (!made.pending_confirmation && !by_itself) return;
    Mail mail{};
    mail.record = index;
    mail.step = record.step;
    mail.time_ms = record.time_ms;
    mail.topic = record.resource;
    mail.address = made.endpoint;
    mail.http = is_http(made.protocol);
    mail.subject = mail.http ? kConfirmationType : kConfirmationSubject;
    mail.asks = true;
    mail.confirmed = is_confirmed(simulation, record.resource, made.arn);
    mail.token = sns::confirmation_token(simulation.world().seed, made.arn);
    add(std::move(mail));
  });
  std::vector<Mail> out(mails.begin(), mails.end());
  for (Mail& mail : out) {
    if (mail.asks) continue;
    if (mail.http) {
      mail.subject = "Notification";
      continue;
    }
    const auto content = content_of(simulation, mail);
    mail.subject = content && !content->subject.empty() ? content->subject : std::string(kDefaultSubject);
  }
  return out;
}

std::string mail_text(const Simulation& simulation, const Mail& mail) {
  const std::string topic = arn_of(simulation.world(), simulation.history(), simulation.plan(), mail.topic);
  if (mail.http) return request_text(simulation, mail, topic);
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
