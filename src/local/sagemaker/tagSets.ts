import { ApiError } from "../protocol/apiError.ts";
import type { Tag } from "../protocol/shapes.ts";
import type { Table } from "../store/table.ts";

/** The tags of one resource, in the order in which their keys were first set. */
export type TagSet = readonly Tag[];

/** The tags of every resource by its ARN. A resource has a set, perhaps an empty one, for as long as it exists. */
export interface TagSets {
    get(arn: string): TagSet | undefined;
    /** Gives a new resource its tags; call it before the resource itself is stored. */
    create(arn: string, tags: TagSet | undefined): void;
    /** Sets tags of an existing resource; a key that it has already gets the new value. */
    add(arn: string, tags: TagSet): void;
    remove(arn: string, keys: readonly string[]): void;
    /** Forgets a resource that is gone. */
    drop(arn: string): void;
}

const MOST_TAGS = 50;

/** Tags kept in a table under the resource's ARN. */
export function tagSets(table: Table<TagSet>): TagSets {
    return {
        get: (arn) => table.get(arn),
        create: (arn, tags = []) => table.put(arn, merged([], tags)),
        add: (arn, tags) => table.put(arn, merged(table.get(arn) ?? [], tags)),
        remove: (arn, keys) =>
            table.put(
                arn,
                (table.get(arn) ?? []).filter(({ Key }) => !keys.includes(Key)),
            ),
        drop: (arn) => table.delete(arn),
    };
}

function merged(existing: TagSet, added: TagSet): TagSet {
    if (new Set(added.map(({ Key }) => Key)).size < added.length) {
        throw new ApiError("ValidationException", "Duplicate tag keys found. Please remove the duplicate keys and try again.");
    }
    const values = new Map([...existing, ...added].map(({ Key, Value }) => [Key, Value]));
    if (values.size > MOST_TAGS) {
        throw new ApiError("ResourceLimitExceeded", `A resource can have at most ${MOST_TAGS} tags.`);
    }
    return [...values].map(([Key, Value]) => ({ Key, Value }));
}
