/** What `ResourceLimitExceeded` says in its message. */
export interface ReachedQuota {
    /** Service Quotas' name, such as `ml.g5.xlarge for training job usage`; of the oldest messages only `training-job/ml.p2.xlarge`. */
    readonly name: string;
    /** Undefined for a total over all types, and for what are no instances. */
    readonly instanceType: string | undefined;
    /** `training job`, `endpoint` and so on; undefined as above. */
    readonly use: string | undefined;
    readonly limit: number;
    /** Such as `Instances`. */
    readonly unit: string;
    readonly inUse: number | undefined;
    readonly asked: number | undefined;
}

// Some clients wrap lines, so any white space counts; the oldest form of the name has no quotes and turns type and use around.
const MESSAGE =
    /account-level\s+service\s+limit\s+(?:'([^']{1,300})'|for\s+([\w./-]{1,300}))\s+is\s+(\d[\d.]{0,15})\s+(\w{1,40})(?:,\s*with\s+current\s+utilization\s+of\s+(\d[\d.]{0,15})\s+\w{1,40}\s+and\s+a\s+request\s+delta\s+of\s+(\d[\d.]{0,15})\s+\w{1,40})?/;
const NAME = /^(ml\.[a-z0-9-]+\.[a-z0-9]+)\s+for\s+(.+?)\s+usage$/;
const OLD_NAME = /^([a-z-]+)\/(ml\.[a-z0-9-]+\.[a-z0-9]+)$/;

/** Longer messages are cut before they are read. */
const LONGEST = 4000;

/** Reads the message of a quota that is reached; undefined for another message. */
export function readQuotaMessage(message: string): ReachedQuota | undefined {
    const match = MESSAGE.exec(message.slice(0, LONGEST));
    if (match === null) {
        return undefined;
    }
    const [, quoted, bare, limit, unit = "", inUse, asked] = match;
    const name = (quoted ?? bare ?? "").replace(/\s+/g, " ").trim();
    return { name, ...partsOf(name), limit: Number(limit), unit, inUse: numberOf(inUse), asked: numberOf(asked) };
}

function partsOf(name: string): Pick<ReachedQuota, "instanceType" | "use"> {
    const [, instanceType, use] = NAME.exec(name) ?? [];
    const [, oldUse, oldType] = OLD_NAME.exec(name) ?? [];
    return { instanceType: instanceType ?? oldType, use: use ?? oldUse?.replaceAll("-", " ") };
}

function numberOf(text: string | undefined): number | undefined {
    return text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text);
}

/** The quota in a sentence, with its numbers. */
export function quotaSentence({ name, limit, unit, inUse, asked }: ReachedQuota): string {
    const numbers = inUse === undefined || asked === undefined ? "" : `; ${inUse} in use, ${asked} more asked for`;
    return `The account's quota "${name}" is ${limit} ${unit.toLowerCase()}${numbers}.`;
}
