// Tables and items: keys, conditions, updates, sizes, and what goes to a table's stream. Rules: DynamoDB
// developer guide; error texts as the service gives them.
#include "engine/services/dynamodb.h"

#include "engine/services/dynamodb_number.h"
#include "unit/engine/stream_builder.h"

namespace brigade::engine {
namespace {

std::string item_of(const Simulation& simulation, std::string_view table, size_t index = 0) {
  const ResourceId id = resource(simulation, ResourceKind::Table, table);
  const auto entries = dynamodb::list_items(simulation.world(), simulation.history(), id, 100);
  if (index >= entries.size()) return {};
  return *simulation.history().texts[simulation.history().items[entries[index]].item];
}

PutItem conditional(PutItem put, std::string condition, std::string values = "") {
  put.condition_expression = std::move(condition);
  put.attributes.values = std::move(values);
  return put;
}

UpdateItem update(std::string expression, std::string values = "") {
  return {"items", R"({"id":{"S":"a"}})", std::move(expression), "", {"", std::move(values)}};
}

// A table "items" with the item {"id":"a", …}.
Simulation& with_item(Worldlet& world, const std::string& rest = "") {
  return world.setup(create_table("items"))
      .at(0, PutItem{"items", R"({"id":{"S":"a"})" + rest + "}", {}, {}})
      .run();
}

TEST(DynamoDb, APutReplacesTheWholeItemAndNumbersAreNormalised) {
  Worldlet world;
  Simulation& simulation = with_item(world, R"(,"z":{"N":"1"},"n":{"N":"+0012.500e1"})");
  EXPECT_EQ(item_of(simulation, "items"), R"({"id":{"S":"a"},"n":{"N":"125"},"z":{"N":"1"}})");
  ASSERT_TRUE(simulation.submit(put_item("items", "a", 3)));
  EXPECT_EQ(item_of(simulation, "items"), R"({"id":{"S":"a"},"n":{"N":"3"}})");
  EXPECT_EQ(simulation.world().tables[0].item_count, 1u);
  EXPECT_EQ(simulation.world().tables[0].size_bytes, 2u + 1 + 1 + 2);
}

TEST(DynamoDb, ItemsComeBackWhenTimeGoesBackAndGoOffWithAnotherFuture) {
  Worldlet world;
  world.setup(create_table("items"));
  for (int i = 0; i < 6; ++i) world.at(i * 10, put_item("items", i % 2 == 0 ? "a" : "b", i));
  Simulation& simulation = world.run();
  EXPECT_EQ(item_of(simulation, "items", 0), R"({"id":{"S":"a"},"n":{"N":"4"}})");
  simulation.seek(3);
  EXPECT_EQ(item_of(simulation, "items", 0), R"({"id":{"S":"a"},"n":{"N":"2"}})");
  EXPECT_EQ(item_of(simulation, "items", 1), R"({"id":{"S":"b"},"n":{"N":"1"}})");
  ASSERT_TRUE(simulation.submit(DeleteItem{"items", R"({"id":{"S":"a"}})", {}, {}}));
  EXPECT_EQ(item_of(simulation, "items", 0), R"({"id":{"S":"b"},"n":{"N":"1"}})");
  simulation.undo();
  simulation.run_to_idle(1'000);
  EXPECT_EQ(item_of(simulation, "items", 0), R"({"id":{"S":"a"},"n":{"N":"4"}})");
  EXPECT_EQ(item_of(simulation, "items", 1), R"({"id":{"S":"b"},"n":{"N":"5"}})");
}

TEST(DynamoDb, TheKeyOfAnItemIsAsTheTableDeclaresIt) {
  Worldlet world;
  Simulation& simulation = with_item(world);
  const auto put = [&](const std::string& item) {
    return refusal_of(simulation, PutItem{"items", item, {}, {}});
  };
  EXPECT_EQ(put("{}"),
            "ValidationException: One or more parameter values were invalid: Missing the key id in "
            "the item");
  EXPECT_EQ(
      put(R"({"id":{"N":"1"}})"),
      "ValidationException: One or more parameter values were invalid: Type mismatch for key id expected: S "
      "actual: N");
  EXPECT_EQ(put(R"({"id":{"S":""}})"),
            "ValidationException: One or more parameter values are not valid. The AttributeValue for a key "
            "attribute cannot contain an empty string value. Key: id");
  EXPECT_EQ(
      put(R"({"id":{"S":"a"},"x":{}})"),
      "ValidationException: Supplied AttributeValue is empty, must contain exactly one of the supported "
      "datatypes");
  EXPECT_EQ(put(R"({"id":{"S":"a"},"x":{"S":")" + std::string(409'600, 'x') + R"("}})"),
            "ValidationException: Item size has exceeded the maximum allowed size");
  EXPECT_EQ(refusal_of(simulation, DeleteItem{"items", R"({"id":{"S":"a"},"x":{"S":"b"}})", {}, {}}),
            "ValidationException: The provided key element does not match the schema");
  EXPECT_EQ(refusal_of(simulation, put_item("nowhere", "a", 1)),
            "ResourceNotFoundException: Requested resource not found");
  EXPECT_EQ(refusal_of(simulation, create_table("items")),
            "ResourceInUseException: Table already exists: items");
}

TEST(DynamoDb, AConditionThatDoesNotHoldRefusesTheWrite) {
  Worldlet world;
  Simulation& simulation = with_item(world, R"(,"n":{"N":"5"},"s":{"S":"photo.jpg"})");
  const std::string failed = "ConditionalCheckFailedException: The conditional request failed";
  const std::string five = R"({":v":{"N":"5.0"}})";
  const PutItem again{"items", R"({"id":{"S":"a"},"n":{"N":"5"},"s":{"S":"photo.jpg"}})", {}, {}};
  const auto result = [&](const std::string& condition, const std::string& values = "") {
    return refusal_of(simulation, conditional(again, condition, values));
  };
  EXPECT_EQ(result("attribute_not_exists(id)"), failed);
  EXPECT_EQ(result("attribute_exists(id) AND n = :v", five), "");
  EXPECT_EQ(result("NOT n = :v", five), failed);
  EXPECT_EQ(result("n < :v OR n > :v", five), failed);
  EXPECT_EQ(result("n <> :v OR begins_with(s, :p)", R"({":v":{"N":"5"},":p":{"S":"photo"}})"), "");
  EXPECT_EQ(result("missing = :v", five), failed);
  EXPECT_EQ(result("n BETWEEN :v AND :w", R"({":v":{"N":"4"},":w":{"N":"10"}})"), "") << "10 is above 5";
  EXPECT_EQ(result("n IN (:v) AND size(s) > :w", R"({":v":{"N":"5"},":w":{"N":"8"}})"), "");
}

TEST(DynamoDb, WhatIsNoExpressionIsRefusedAsTheServiceDoes) {
  Worldlet world;
  Simulation& simulation = with_item(world, R"(,"n":{"N":"5"})");
  const PutItem again{"items", R"({"id":{"S":"a"}})", {}, {}};
  const auto result = [&](const std::string& condition, const std::string& values = "") {
    return refusal_of(simulation, conditional(again, condition, values));
  };
  EXPECT_EQ(result("a-b"),
            "ValidationException: Invalid ConditionExpression: Syntax error; token: \"-\", near: "
            "\"a-b\"");
  EXPECT_EQ(
      result("attribute_exists(id) AND NOT #x"),
      "ValidationException: Invalid ConditionExpression: An expression attribute name used in the document "
      "path is not defined; attribute name: #x");
  EXPECT_EQ(result("n = :v"),
            "ValidationException: Invalid ConditionExpression: An expression attribute value "
            "used in expression is not defined; attribute value: :v");
  EXPECT_EQ(result("lower(n) = :v", R"({":v":{"N":"1"}})"),
            "ValidationException: Invalid ConditionExpression: Invalid function name; function: lower");
  EXPECT_EQ(
      result("attribute_exists(id)", R"({":v":{"N":"1"}})"),
      "ValidationException: Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}");
}

TEST(DynamoDb, AnUpdateSetsAddsAndRemovesFromTheItemAsItWas) {
  Worldlet world;
  Simulation& simulation = with_item(world, R"(,"n":{"N":"5"},"old":{"S":"x"})");
  ASSERT_TRUE(
      simulation.submit(update("SET n = n + :one, m = n, c = if_not_exists(c, :zero) REMOVE old ADD k :one",
                               R"({":one":{"N":"1.5"},":zero":{"N":"0"}})")));
  EXPECT_EQ(item_of(simulation, "items"),
            R"({"id":{"S":"a"},"c":{"N":"0"},"k":{"N":"1.5"},"m":{"N":"5"},"n":{"N":"6.5"}})");
  EXPECT_EQ(
      refusal_of(simulation, update("SET id = :v", R"({":v":{"S":"b"}})")),
      "ValidationException: One or more parameter values were invalid: Cannot update attribute id. This "
      "attribute is part of the key");
  EXPECT_EQ(
      refusal_of(simulation, update("SET x = y")),
      "ValidationException: The provided expression refers to an attribute that does not exist in the item");
  EXPECT_EQ(refusal_of(simulation, update("SET a.b = n")),
            "ValidationException: The document path provided in the update expression is invalid for update");
  EXPECT_EQ(refusal_of(simulation, update("SET n = m, n = k")),
            "ValidationException: Invalid UpdateExpression: Two document paths overlap with each other; must "
            "remove or rewrite one of these paths; path one: [n], path two: [n]");
}

TEST(DynamoDb, AnUpdateMakesTheItemThatIsNotThere) {
  Worldlet world;
  Simulation& simulation =
      world.setup(create_table("items")).at(0, update("ADD n :v", R"({":v":{"N":"2"}})")).run();
  EXPECT_EQ(item_of(simulation, "items"), R"({"id":{"S":"a"},"n":{"N":"2"}})");
}

TEST(DynamoDb, NumbersAreComparedAndAddedAsDecimals) {
  using dynamodb::read_number;
  const auto text = [](std::string_view of) { return dynamodb::number_text(*read_number(of)); };
  EXPECT_EQ(text("-0.00120"), "-0.0012");
  EXPECT_EQ(text("1E3"), "1000");
  EXPECT_EQ(text("-0"), "0");
  EXPECT_LT(compare(*read_number("9.99"), *read_number("10")), 0);
  EXPECT_GT(compare(*read_number("-9.99"), *read_number("-10")), 0);
  const auto sum = [](std::string_view a, std::string_view b) {
    return dynamodb::number_text(*add(*read_number(a), *read_number(b)));
  };
  EXPECT_EQ(sum("0.1", "0.2"), "0.3");
  EXPECT_EQ(sum("99999999999999999999", "1"), "100000000000000000000");
  EXPECT_EQ(sum("5", "-7.25"), "-2.25");
  EXPECT_FALSE(read_number("1e"));
  EXPECT_FALSE(read_number(std::string(39, '1')));
  EXPECT_FALSE(read_number("1E126"));
  EXPECT_FALSE(read_number(""));
}

// --- the stream ---

std::vector<std::string> events_of(const Simulation& simulation) {
  std::vector<std::string> out;
  for (uint32_t i = 0; i < simulation.world().stream_records; ++i)
    out.push_back(text_at(json_of(render_stream_record(context_of(simulation), i)), "eventName"));
  return out;
}

TEST(DynamoDbStream, SaysWhatChangedAndNothingWhereNothingDid) {
  Worldlet world;
  world.setup(create_table("items", StreamViewType::NewAndOldImages));
  world.at(0, put_item("items", "a", 1)).at(1, put_item("items", "a", 1)).at(2, put_item("items", "a", 2));
  world.at(3, DeleteItem{"items", R"({"id":{"S":"a"}})", {}, {}})
      .at(4, DeleteItem{"items", R"({"id":{"S":"a"}})", {}, {}});
  Simulation& simulation = world.run();
  EXPECT_EQ(events_of(simulation), (std::vector<std::string>{"INSERT", "MODIFY", "REMOVE"}));
  EXPECT_EQ(count_of(simulation, RecordKind::ItemUnchanged), 2u);
  EXPECT_EQ(simulation.world().tally.unmatched_messages, 3u) << "nothing reads the stream";
}

TEST(DynamoDbStream, ARecordLooksAsTheFunctionGetsIt) {
  Worldlet world;
  world.setup(create_table("items", StreamViewType::NewAndOldImages));
  Simulation& simulation =
      world.at(500, put_item("items", "a", 1)).at(1'500, put_item("items", "a", 2)).run();
  const base::JsonValue record = json_of(render_stream_record(context_of(simulation), 1));
  EXPECT_EQ(member_names(record),
            "eventID,eventName,eventVersion,eventSource,awsRegion,dynamodb,eventSourceARN");
  EXPECT_EQ(member_names(*record.find("dynamodb")),
            "ApproximateCreationDateTime,Keys,NewImage,OldImage,SequenceNumber,SizeBytes,StreamViewType");
  EXPECT_EQ(text_at(record, "eventVersion"), "1.1");
  EXPECT_EQ(text_at(record, "eventSource"), "aws:dynamodb");
  EXPECT_EQ(text_at(record, "eventID").size(), 32u);
  EXPECT_EQ(text_at(record, "eventSourceARN"), stream_arn_of("items"));
  EXPECT_EQ(text_at(record, "dynamodb.Keys.id.S"), "a");
  EXPECT_EQ(text_at(record, "dynamodb.NewImage.n.N"), "2");
  EXPECT_EQ(text_at(record, "dynamodb.OldImage.n.N"), "1");
  EXPECT_EQ(at_path(record, "dynamodb.ApproximateCreationDateTime").as_int64(), 1'767'225'601);
  EXPECT_EQ(at_path(record, "dynamodb.SizeBytes").as_int64(), 3 + 6 + 6);
  EXPECT_EQ(text_at(record, "dynamodb.StreamViewType"), "NEW_AND_OLD_IMAGES");
}

TEST(DynamoDbStream, TheViewTypeSaysWhichImagesThereAre) {
  const std::pair<StreamViewType, std::string> kViews[] = {
      {StreamViewType::KeysOnly, "ApproximateCreationDateTime,Keys,SequenceNumber,SizeBytes,StreamViewType"},
      {StreamViewType::NewImage,
       "ApproximateCreationDateTime,Keys,NewImage,SequenceNumber,SizeBytes,StreamViewType"},
      {StreamViewType::OldImage,
       "ApproximateCreationDateTime,Keys,OldImage,SequenceNumber,SizeBytes,StreamViewType"}};
  for (const auto& [view, members] : kViews) {
    Worldlet world;
    Simulation& simulation = world.setup(create_table("items", view))
                                 .at(0, put_item("items", "a", 1))
                                 .at(1, put_item("items", "a", 2))
                                 .run();
    const base::JsonValue record = json_of(render_stream_record(context_of(simulation), 1));
    EXPECT_EQ(member_names(*record.find("dynamodb")), members);
  }
}

TEST(DynamoDbStream, IsEnabledAndDisabledButNotChanged) {
  Worldlet world;
  Simulation& simulation = world.setup(create_table("items")).at(1'000, put_item("items", "a", 1)).run();
  EXPECT_EQ(refusal_of(simulation, UpdateTable{"items", StreamViewType::NewImage}), "");
  EXPECT_EQ(refusal_of(simulation, UpdateTable{"items", StreamViewType::OldImage}),
            "ValidationException: Table already has an enabled stream: TableName: items");
  EXPECT_FALSE(find_by_arn(simulation.world(), simulation.history(), stream_arn_of("items", "00:00:01.000"))
                   .is_none());
  EXPECT_TRUE(find_by_arn(simulation.world(), simulation.history(), stream_arn_of("items")).is_none())
      << "the label is the time at which it was enabled";
  EXPECT_EQ(refusal_of(simulation, UpdateTable{"items", std::nullopt}), "");
  EXPECT_EQ(refusal_of(simulation, UpdateTable{"items", std::nullopt}).substr(0, 19), "ValidationException");
}

}  // namespace
}  // namespace brigade::engine
