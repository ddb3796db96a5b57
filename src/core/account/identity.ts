import type { AwsPlace } from "../place.ts";

/** Who calls AWS, as STS answers. */
export interface CallerIdentity {
    /** Twelve digits. */
    readonly account: string;
    readonly arn: string;
    /** `aws`, `aws-cn` or `aws-us-gov`, as it stands in every ARN of the account. */
    readonly partition: string;
}

/** Asks a place who its caller is; no permission is needed for that. */
export type WhoAmI = (signal: AbortSignal) => Promise<CallerIdentity>;

/** An account of AWS that the user has connected to: it has answered once who calls. */
export interface AwsAccount {
    readonly place: AwsPlace;
    readonly identity: CallerIdentity;
}
