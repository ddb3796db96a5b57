import * as z from "zod/mini";
import { ApiError } from "../protocol/apiError.ts";
import type { Operations } from "../protocol/operation.ts";
import { integer, list, TagKey, Tags, text } from "../protocol/shapes.ts";
import { parse } from "../protocol/validation.ts";
import type { TagSet, TagSets } from "./tagSets.ts";

const ResourceArn = text({ max: 256, pattern: "arn:.*" });
const AddTags = z.object({ ResourceArn, Tags });
const ListTags = z.object({
    ResourceArn,
    NextToken: z.optional(text({ max: 8192, pattern: ".*" })),
    MaxResults: z.optional(integer(50, 100)),
});
const DeleteTags = z.object({ ResourceArn, TagKeys: list(TagKey, 1, 50) });

/** The operations on the tags of any resource whose ARN we issued. */
export function tagOperations(tags: TagSets): Operations {
    return {
        AddTags(input) {
            const request = parse(AddTags, input);
            existing(tags, request.ResourceArn);
            tags.add(request.ResourceArn, request.Tags);
            return { Tags: tags.get(request.ResourceArn) };
        },
        ListTags(input) {
            const request = parse(ListTags, input);
            if (request.NextToken !== undefined) {
                // The fifty tags that a resource can have fit into the smallest page.
                throw new ApiError("ValidationException", "The value of NextToken is not a token that this operation answered.");
            }
            return { Tags: existing(tags, request.ResourceArn) };
        },
        DeleteTags(input) {
            const request = parse(DeleteTags, input);
            existing(tags, request.ResourceArn);
            tags.remove(request.ResourceArn, request.TagKeys);
            return {};
        },
    };
}

function existing(tags: TagSets, arn: string): TagSet {
    const set = tags.get(arn);
    if (set === undefined) {
        throw new ApiError("ValidationException", `Requested resource not found: ${arn}`);
    }
    return set;
}
