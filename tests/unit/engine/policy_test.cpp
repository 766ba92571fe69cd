// How policies are evaluated. Rules: IAM User Guide, "Policy evaluation logic" and "IAM JSON policy elements
// reference".
#include "engine/policy.h"

#include <gtest/gtest.h>

namespace brigade::engine {
namespace {

constexpr std::string_view kRole = "arn:aws:iam::123456789012:role/thumbs";
constexpr std::string_view kSession = "arn:aws:sts::123456789012:assumed-role/thumbs/thumbnail";
constexpr std::string_view kQueue = "arn:aws:sqs:us-east-1:123456789012:jobs";

PolicyRequest by_role(std::string_view action = "sqs:SendMessage", std::string_view resource = kQueue) {
  return {{}, kRole, kSession, action, resource, {}, {}};
}
PolicyRequest by_s3(std::string_view source = "arn:aws:s3:::photos") {
  return {"s3.amazonaws.com", {}, {}, "sqs:SendMessage", kQueue, source, "123456789012"};
}
PolicyStatement own(bool allow, std::string action, std::string resource) {
  PolicyStatement statement;
  statement.allow = allow;
  statement.actions = {std::move(action)};
  statement.resources = {std::move(resource)};
  return statement;
}
PolicyStatement for_principal(PrincipalKind kind, std::string value, bool allow = true) {
  PolicyStatement statement;
  statement.allow = allow;
  statement.principals = {{kind, std::move(value)}};
  statement.actions = {"sqs:*"};
  return statement;
}
PolicyStatement with_condition(std::string operation, std::string key, std::vector<std::string> values) {
  PolicyStatement statement = service_statement({}, "s3.amazonaws.com", "sqs:SendMessage");
  statement.conditions = {{std::move(operation), std::move(key), std::move(values)}};
  return statement;
}
bool allowed_for_role(const PolicyStatement& statement) {
  return evaluate({statement}, by_role(), true) == Verdict::Allowed;
}

TEST(Policy, NothingIsAllowedThatNoStatementAllows) {
  EXPECT_EQ(evaluate({}, by_role(), true), Verdict::NoAllow);
  EXPECT_EQ(evaluate({own(true, "sqs:ReceiveMessage", "*")}, by_role(), true), Verdict::NoAllow);
}

TEST(Policy, AnExplicitDenyWins) {
  const auto allow = own(true, "sqs:*", "*"), deny = own(false, "sqs:SendMessage", std::string(kQueue));
  EXPECT_EQ(evaluate({allow, deny}, by_role(), true), Verdict::ExplicitDeny);
  EXPECT_EQ(evaluate({deny, allow}, by_role(), true), Verdict::ExplicitDeny);
  EXPECT_EQ(evaluate({allow, deny}, by_role("sqs:ReceiveMessage"), true), Verdict::Allowed);
}

TEST(Policy, ActionsHaveWildcardsAndNoCase) {
  for (const char* action :
       {"*", "sqs:*", "sqs:Send*", "SQS:sendmessage", "sqs:SendMessag?", "sqs:*Message"}) {
    EXPECT_TRUE(allowed_for_role(own(true, action, "*"))) << action;
  }
  for (const char* action : {"sqs:Send", "sns:*", "sqs:SendMessage?", "?qs:Receive*"}) {
    EXPECT_FALSE(allowed_for_role(own(true, action, "*"))) << action;
  }
}

TEST(Policy, ResourcesHaveWildcardsAndCase) {
  for (const char* resource : {"*", "arn:aws:sqs:*:*:jobs", "arn:aws:sqs:us-east-1:123456789012:job?"}) {
    EXPECT_TRUE(allowed_for_role(own(true, "*", resource))) << resource;
  }
  for (const char* resource : {"arn:aws:sqs:us-east-1:123456789012:Jobs", "arn:aws:sqs:*:*:job"}) {
    EXPECT_FALSE(allowed_for_role(own(true, "*", resource))) << resource;
  }
}

TEST(Policy, NotActionAndNotResourceAreEverythingElse) {
  PolicyStatement statement = own(true, "iam:*", "*");
  statement.not_action = true;
  EXPECT_TRUE(allowed_for_role(statement));
  statement.actions = {"iam:*", "sqs:Send*"};
  EXPECT_FALSE(allowed_for_role(statement));
  statement = own(true, "*", std::string(kQueue));
  statement.not_resource = true;
  EXPECT_FALSE(allowed_for_role(statement));
}

TEST(Policy, AServiceIsItsPrincipal) {
  EXPECT_TRUE(allows({for_principal(PrincipalKind::Service, "s3.amazonaws.com")}, by_s3()));
  EXPECT_FALSE(allows({for_principal(PrincipalKind::Service, "sns.amazonaws.com")}, by_s3()));
  EXPECT_TRUE(allows({for_principal(PrincipalKind::Any, {})}, by_s3()));
  EXPECT_FALSE(allows({for_principal(PrincipalKind::Service, "s3.amazonaws.com")}, by_role()));
}

TEST(Policy, ARoleIsItsArnOrItsSession) {
  EXPECT_TRUE(allows({for_principal(PrincipalKind::Aws, std::string(kRole))}, by_role()));
  EXPECT_TRUE(allows({for_principal(PrincipalKind::Aws, std::string(kSession))}, by_role()));
  EXPECT_TRUE(allows({for_principal(PrincipalKind::Aws, "*")}, by_role()));
  EXPECT_FALSE(
      allows({for_principal(PrincipalKind::Aws, "arn:aws:iam::123456789012:role/other")}, by_role()));
}

// "The account principal delegates authority to the account": an allow alone lets nobody in, a deny stops
// all.
TEST(Policy, TheAccountAsPrincipalOnlyDelegatesButDeniesAll) {
  for (const char* account : {"123456789012", "arn:aws:iam::123456789012:root"}) {
    EXPECT_EQ(evaluate({for_principal(PrincipalKind::Aws, account)}, by_role()), Verdict::NoAllow);
    EXPECT_EQ(evaluate({for_principal(PrincipalKind::Aws, account, false)}, by_role()),
              Verdict::ExplicitDeny);
  }
}

TEST(Policy, NotPrincipalIsEverybodyElse) {
  PolicyStatement deny = for_principal(PrincipalKind::Aws, std::string(kRole), false);
  deny.not_principal = true;
  EXPECT_EQ(evaluate({deny}, by_role()), Verdict::NoAllow);
  EXPECT_EQ(evaluate({deny}, by_s3()), Verdict::ExplicitDeny);
}

TEST(Policy, ConditionsCompareTextsAndArns) {
  struct Case {
    const char *operation, *value;
    bool holds;
  };
  for (const Case& c :
       {Case{"StringEquals", "arn:aws:s3:::photos", true}, Case{"StringEquals", "arn:aws:s3:::ph*", false},
        Case{"StringNotEquals", "arn:aws:s3:::other", true},
        Case{"StringEqualsIgnoreCase", "ARN:aws:s3:::PHOTOS", true},
        Case{"StringNotEqualsIgnoreCase", "ARN:aws:s3:::PHOTOS", false},
        Case{"StringLike", "arn:*:ph?tos", true}, Case{"StringNotLike", "arn:*:ph?tos", false},
        Case{"ArnLike", "arn:aws:s3:::ph*", true}, Case{"ArnEquals", "arn:aws:s3:*:*:photos", true},
        Case{"ArnLike", "arn:aws:*:photos", false}, Case{"ArnNotLike", "arn:aws:s3:::other", true},
        Case{"ArnNotEquals", "arn:aws:s3:::photos", false}}) {
    EXPECT_EQ(allows({with_condition(c.operation, "aws:SourceArn", {c.value})}, by_s3()), c.holds)
        << c.operation << " " << c.value;
  }
}

TEST(Policy, AnyValueOfAConditionWillDoAndKeysHaveNoCase) {
  EXPECT_TRUE(allows({with_condition("StringEquals", "AWS:SourceAccount", {"1", "123456789012"})}, by_s3()));
  EXPECT_FALSE(
      allows({with_condition("StringNotEquals", "aws:SourceAccount", {"1", "123456789012"})}, by_s3()));
}

TEST(Policy, AKeyThatIsNotInTheRequestHoldsOnlyWhereNegatedOrIfExists) {
  const auto held = [](const char* operation) {
    PolicyStatement statement = own(true, "sqs:*", "*");
    statement.conditions = {{operation, "aws:SourceArn", {"arn:aws:s3:::photos"}}};
    return allowed_for_role(statement);
  };
  EXPECT_FALSE(held("ArnLike"));
  EXPECT_TRUE(held("ArnNotLike"));
  EXPECT_TRUE(held("ArnLikeIfExists"));
}

TEST(Policy, EveryElementIsExplained) {
  const auto checks = check_elements(
      service_statement("s3", "sns.amazonaws.com", "sqs:SendMessage", "arn:aws:s3:::other"), by_s3(), false);
  ASSERT_EQ(checks.size(), 3u);
  EXPECT_EQ(checks[0].element, ElementCheck::Element::Principal);
  EXPECT_FALSE(checks[0].ok);
  EXPECT_EQ(checks[0].expected, "sns.amazonaws.com");
  EXPECT_EQ(checks[0].actual, "s3.amazonaws.com");
  EXPECT_TRUE(checks[1].ok);
  EXPECT_EQ(checks[2].expected, "ArnLike aws:SourceArn arn:aws:s3:::other");
  EXPECT_EQ(checks[2].actual, "arn:aws:s3:::photos");
}

TEST(Policy, ServiceStatementsAreThoseOfAddPermission) {
  const PolicyStatement statement =
      service_statement("s3", "s3.amazonaws.com", "lambda:InvokeFunction", "arn:aws:s3:::photos", "1");
  EXPECT_EQ(principal_text(statement), "s3.amazonaws.com");
  EXPECT_EQ(condition_value(statement, "aws:SourceArn"), "arn:aws:s3:::photos");
  EXPECT_EQ(condition_value(statement, "aws:SourceAccount"), "1");
  EXPECT_EQ(service_statement({}, "*", "a:b").principals.front().kind, PrincipalKind::Any);
  EXPECT_EQ(service_statement({}, "123456789012", "a:b").principals.front().kind, PrincipalKind::Aws);
}

}  // namespace
}  // namespace brigade::engine
