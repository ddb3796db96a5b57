import type { Right } from "./rights.ts";

/** A role of IAM. */
export interface Role {
    readonly name: string;
    readonly arn: string;
    /** Milliseconds since 1970. */
    readonly createdAt: number;
    /** Who may take it on: a policy document, as JSON says it. */
    readonly trust: unknown;
}

/** What somebody may not do of that which they were asked to be allowed. */
export interface Lack {
    readonly right: Right;
    readonly action: string;
    /** Whether a policy forbids it; else none allows it. */
    readonly isForbidden: boolean;
    /** What policies make it depend on, and a simulation does not know, such as `aws:SourceIp`: the call itself may be judged otherwise. */
    readonly untold?: readonly string[];
}

/** A role that is to be made. */
export interface NewRole {
    readonly name: string;
    readonly description: string;
    /** Policy documents as JSON text: who may take the role on, and what it may do then. */
    readonly trust: string;
    readonly policy: string;
    readonly tags: Readonly<Record<string, string>>;
}

/** The roles of an account: IAM, as far as this extension drives it. */
export interface Roles {
    /** Those that trust SageMaker, by name. */
    forSageMaker(signal: AbortSignal): Promise<readonly Role[]>;
    /** By name; undefined when there is none. */
    find(name: string, signal: AbortSignal): Promise<Role | undefined>;
    /** Simulates the policies of a user or a role; `accessDenied` where whoever asks may not. */
    lacks(principalArn: string, rights: readonly Right[], signal: AbortSignal): Promise<readonly Lack[]>;
    create(role: NewRole, signal: AbortSignal): Promise<Role>;
}
