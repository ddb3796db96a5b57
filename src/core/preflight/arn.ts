/** The parts of an ARN that are asked for here. */
export interface Arn {
    /** `aws`, `aws-cn`, `aws-us-gov`. */
    readonly partition: string;
    readonly service: string;
    /** Twelve digits; empty where the ARN has none, as of a bucket. */
    readonly account: string;
    /** All after the fifth colon, such as `role/path/name`. */
    readonly resource: string;
}

/** Takes an ARN apart; undefined for what is none. */
export function readArn(text: string): Arn | undefined {
    const match = /^arn:([a-z-]+):([a-z0-9-]+):[a-z0-9-]*:(\d{12})?:(.+)$/.exec(text);
    if (match === null) {
        return undefined;
    }
    const [, partition = "", service = "", account = "", resource = ""] = match;
    return { partition, service, account, resource };
}
