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

/** Whether a text is the ARN of a role of IAM, as SageMaker takes it. */
export function isRoleArn(text: string): boolean {
    return /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(text);
}

/** The bucket and the prefix of an S3 URI; undefined for what is none. */
export function readS3Uri(uri: string): { readonly bucket: string; readonly prefix: string } | undefined {
    const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(uri);
    return match?.[1] === undefined ? undefined : { bucket: match[1], prefix: match[2] ?? "" };
}
