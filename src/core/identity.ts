/** Who calls AWS, as STS answers. */
export interface CallerIdentity {
    /** Twelve digits. */
    readonly account: string;
    readonly arn: string;
    /** `aws`, `aws-cn` or `aws-us-gov`, as it stands in every ARN of the account. */
    readonly partition: string;
}
