import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { AwsCall } from "./awsCall.ts";
import type { Fault } from "./faults.ts";

/** One request and its answer, as a line of a recording. Credentials are left out. */
export interface Exchange extends AwsCall {
    readonly method: string;
    readonly url: string;
    readonly requestHeaders: Readonly<Record<string, string>>;
    /** In base64; undefined where it was not kept, because it is an object of S3 or longer than a mebibyte. */
    readonly requestBody?: string;
    /** 0 where no answer came. */
    readonly status: number;
    readonly responseHeaders: Readonly<Record<string, string>>;
    readonly responseBody?: string;
    /** Whose answer it is. */
    readonly answeredBy: AnsweredBy;
    readonly fault?: Fault["what"];
}

/** Local SageMaker, the emulator that is not ours, or the stand-in itself: a fault, or what neither of the two knows. */
export type AnsweredBy = "local" | "moto" | "standIn";

/** Keeps exchanges. */
export type Recorder = (exchange: Exchange) => void;

const MOST_BYTES = 1024 * 1024;
const SECRET = /^(authorization|x-amz-security-token|x-amz-sso_bearer_token|cookie)$/;

/**
 * Appends exchanges to a file of its own in the folder that TEST_RECORDINGS names, where `npm test` then holds them against AWS's
 * models; where it names none, nothing is kept.
 */
export function recorder(): Recorder {
    const folder = process.env["TEST_RECORDINGS"];
    if (folder === undefined || folder === "") {
        return () => {};
    }
    fs.mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${process.pid}-${randomUUID()}.jsonl`);
    return (exchange) => fs.appendFileSync(file, `${JSON.stringify(exchange)}\n`);
}

/** A body as a recording keeps it. */
export function kept(body: Buffer | undefined): string | undefined {
    return body === undefined || body.length > MOST_BYTES ? undefined : body.toString("base64");
}

/** Headers as a recording keeps them. */
export function keptHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
    const entries = Object.entries(headers).filter(([name, value]) => value !== undefined && !SECRET.test(name));
    return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}
