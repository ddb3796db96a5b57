import * as z from "zod/mini";

/** The constraints that an API model puts on a string: its pattern has to match as a whole. */
export interface TextLimits {
    readonly min?: number;
    readonly max?: number;
    readonly pattern?: string;
}

/** A string within limits. */
export function text({ min, max, pattern }: TextLimits): z.ZodMiniString {
    return z
        .string()
        .check(
            ...(min === undefined ? [] : [z.minLength(min)]),
            ...(max === undefined ? [] : [z.maxLength(max)]),
            ...(pattern === undefined
                ? []
                : [z.regex(new RegExp(`^(?:${pattern})$`, "su"), `Member must satisfy regular expression pattern: ${pattern}`)]),
        );
}

/** A whole number within a range. */
export function integer(min: number, max: number): z.ZodMiniNumber {
    return z.int().check(z.gte(min), z.lte(max));
}

/** A list with a length within bounds. */
export function list<T extends z.core.$ZodType>(item: T, min: number, max: number): z.ZodMiniArray<T> {
    return z.array(item).check(z.minLength(min), z.maxLength(max));
}

/** A map of strings, such as hyperparameters or an environment. AWS refuses a bad entry in the name of the whole map. */
export function stringMap(key: TextLimits, value: TextLimits, max: number): z.ZodMiniRecord<z.ZodMiniString, z.ZodMiniString> {
    const [keySchema, valueSchema] = [text(key), text(value)];
    return z.record(z.string(), z.string()).check(
        z.refine((map) => Object.keys(map).length <= max, `Member must have length less than or equal to ${max}`),
        z.refine(
            (map) => Object.keys(map).every((name) => keySchema.safeParse(name).success),
            `Map keys must satisfy constraint: [${words(key)}]`,
        ),
        z.refine(
            (map) => Object.values(map).every((item) => valueSchema.safeParse(item).success),
            `Map value must satisfy constraint: [${words(value)}]`,
        ),
    );
}

function words({ min, max, pattern }: TextLimits): string {
    return [
        ...(max === undefined ? [] : [`Member must have length less than or equal to ${max}`]),
        ...(min === undefined ? [] : [`Member must have length greater than or equal to ${min}`]),
        ...(pattern === undefined ? [] : [`Member must satisfy regular expression pattern: ${pattern}`]),
    ].join(", ");
}

/** Names of training jobs, endpoints, endpoint configs and production variants: letters, digits and inner hyphens. */
export const EntityName = text({ min: 1, max: 63, pattern: "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}" });

/** Names of models, whose pattern differs a little from that of the other resources. */
export const ModelName = text({ min: 0, max: 63, pattern: "[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?" });

/** An execution role; whether it exists is not looked at, as there is no IAM here. */
export const RoleArn = text({ min: 20, max: 2048, pattern: "arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+" });

/** A key of KMS by its id, ARN or alias; nothing is encrypted with it here. */
export const KmsKeyId = text({ max: 2048, pattern: "[a-zA-Z0-9:/_-]*" });

/** A place in S3, which SageMaker also takes as an https address. */
export const S3Uri = text({ max: 1024, pattern: "(https|s3)://([^/]+)/?(.*)" });

/** A time of the AWS JSON protocols, in seconds since 1970. */
export const Timestamp = z.number();

const TAG_TEXT = "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)";

/** The key of a tag, never empty. */
export const TagKey = text({ min: 1, max: 128, pattern: TAG_TEXT });

/** A tag, whose value may be empty. */
export const Tag = z.object({ Key: TagKey, Value: text({ min: 0, max: 256, pattern: TAG_TEXT }) });

/** The tags that a resource can be created with. */
export const Tags = list(Tag, 0, 50);

/** A tag that has been checked. */
export type Tag = z.output<typeof Tag>;

/** An instance type. Which ones exist changes by the month, so that none is refused. */
export const InstanceType = z.string();

/**
 * The members that all List operations of SageMaker share. `sortBy` is what the operation can sort by; its default
 * and that of the order are the operation's own.
 */
export function listRequest<const S extends readonly [string, ...string[]]>(sortBy: S) {
    return {
        NextToken: z.optional(text({ max: 8192, pattern: ".*" })),
        MaxResults: z.optional(integer(1, 100)),
        SortBy: z.optional(z.enum(sortBy)),
        SortOrder: z.optional(z.enum(["Ascending", "Descending"])),
        NameContains: z.optional(text({ max: 63, pattern: "[a-zA-Z0-9\\-]+" })),
        CreationTimeAfter: z.optional(Timestamp),
        CreationTimeBefore: z.optional(Timestamp),
    };
}

/** The further filters of the resources that change after their creation. */
export const LastModifiedFilters = {
    LastModifiedTimeAfter: z.optional(Timestamp),
    LastModifiedTimeBefore: z.optional(Timestamp),
};
