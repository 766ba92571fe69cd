// The mailboxes behind e-mail subscriptions: what is in them at each step, and how the mails read.
#include "engine/inbox.h"

#include "unit/engine/world_builder.h"

namespace brigade::engine {
namespace {

constexpr TimeMs kSecond = 1'000;

Worldlet with_address(bool pending) {
  Subscription mail = subscription(SubscriptionProtocol::Email, "ana@example.com");
  mail.pending_confirmation = pending;
  Worldlet world;
  world.topic("news", {mail});
  return world;
}

TEST(Inbox, HoldsWhatWasDeliveredUpToTheStep) {
  Worldlet world = with_address(false);
  Publish greeting = publish("news", "hello");
  greeting.subject = "Greetings";
  world.at(0, publish("news", "plain")).at(5 * kSecond, greeting);
  Simulation& simulation = world.run();
  const auto mails = inbox(simulation, 10);
  ASSERT_EQ(mails.size(), 2u);
  EXPECT_EQ(mails[0].subject, "AWS Notification Message");
  EXPECT_EQ(mails[1].subject, "Greetings");
  EXPECT_EQ(mails[1].address, "ana@example.com");
  EXPECT_EQ(inbox(simulation, 1).size(), 1u);
  const std::string text = mail_text(simulation, mails[1]);
  EXPECT_EQ(text.substr(0, 8), "hello\n\n-");
  EXPECT_NE(text.find("unsubscribe.html?SubscriptionArn=" + topic_arn("news")), std::string::npos);
  simulation.seek_time(kSecond);
  EXPECT_EQ(inbox(simulation, 10).size(), 1u);
}

TEST(Inbox, AMailOfAnUploadHasTheServicesSubject) {
  Worldlet world = with_address(false);
  world.bucket("photos").notify("photos",
                                {rule_to(TargetKind::Topic, topic_arn("news"), {"s3:ObjectCreated:*"})});
  world.at(0, put("photos", "a.jpg"));
  Simulation& simulation = world.run();
  const auto mails = inbox(simulation, 10);
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].subject, "Amazon S3 Notification");
  EXPECT_NE(mail_text(simulation, mails[0]).find("\"key\":\"a.jpg\""), std::string::npos);
}

TEST(Inbox, ANewAddressIsAskedAndItsLinkConfirms) {
  Worldlet world = with_address(true);
  Simulation& simulation = world.start();
  auto mails = inbox(simulation, 10);
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_TRUE(mails[0].asks);
  EXPECT_FALSE(mails[0].confirmed);
  EXPECT_EQ(mails[0].subject, "AWS Notification - Subscription Confirmation");
  EXPECT_NE(mail_text(simulation, mails[0]).find("Token=" + mails[0].token), std::string::npos);
  EXPECT_EQ(refusal_of(simulation, ConfirmSubscription{"news", mails[0].token, ""}), "");
  mails = inbox(simulation, 10);
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_TRUE(mails[0].confirmed);
  EXPECT_EQ(refusal_of(simulation, publish("news", "hello")), "");
  simulation.run_to_idle(100);
  EXPECT_EQ(inbox(simulation, 10).size(), 2u);
}

}  // namespace
}  // namespace brigade::engine
