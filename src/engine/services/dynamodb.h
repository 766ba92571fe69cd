// Amazon DynamoDB: tables, items, and the stream that a table writes. Rules: DynamoDB developer guide,
// "Core components", "Working with items", "Change data capture for DynamoDB Streams"; API reference for
// errors. Not modelled: reads and their consistency, indexes, transactions, batches, capacity, time to live,
// global tables, reserved words in expressions. Tables are there at once; items of the scene (commands before
// the first step) write no stream records.
#pragma once
#include <string>
#include <vector>

#include "engine/engine.h"

namespace brigade::engine::dynamodb {

base::Status apply(Engine& engine, const CreateTable& command);
base::Status apply(Engine& engine, const UpdateTable& command);
base::Status apply(Engine& engine, const DeleteTable& command);
base::Status apply(Engine& engine, const PutItem& command);
base::Status apply(Engine& engine, const UpdateItem& command);
base::Status apply(Engine& engine, const DeleteItem& command);

// Entries of History::items for the items of a table, in byte order of their keys, at most `limit`.
std::vector<uint32_t> list_items(const World& world, const History& history, ResourceId table, size_t limit);

}  // namespace brigade::engine::dynamodb
