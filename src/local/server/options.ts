import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { localDataDirectory } from "../../core/localServer.ts";
import { errorText } from "../../core/text/errorText.ts";

/** How Local SageMaker is started by hand or by the extension. */
export interface Options {
    /** 0 for any free one. */
    readonly port: number;
    readonly dataDirectory: string;
    /** The command of the container engine: an absolute path, or a name to look for on the PATH; undefined for the first engine there. */
    readonly engine: string | undefined;
    /** A JSON file of the account's quotas by name, and one of prices by region, component and instance type; undefined for none. */
    readonly quotas: string | undefined;
    readonly prices: string | undefined;
    /** Whether tests may take instances away and order a lack of them, at `POST /_local/control`. */
    readonly control: boolean;
    /** Milliseconds without a request and without anything running after which the server ends; undefined for never. */
    readonly idleLimitMs: number | undefined;
}

/** An option that cannot be used. */
export class BadOption extends Error {}

const USAGE =
    "Usage: [--port N] [--data DIRECTORY] [--engine PROGRAM] [--quotas FILE] [--prices FILE] [--control] [--exit-when-idle SECONDS]";

/** Reads command-line arguments. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
    const values = parseValues(args);
    const data = values.data ?? localDataDirectory(process.platform, env, os.homedir());
    const idleSeconds = values["exit-when-idle"];
    return {
        port: integerOf("--port", values.port ?? "0", 65_535),
        dataDirectory: path.resolve(data),
        engine: values.engine,
        quotas: values.quotas === undefined ? undefined : path.resolve(values.quotas),
        prices: values.prices === undefined ? undefined : path.resolve(values.prices),
        control: values.control ?? false,
        idleLimitMs: idleSeconds === undefined ? undefined : integerOf("--exit-when-idle", idleSeconds, 1_000_000) * 1000,
    };
}

function parseValues(args: readonly string[]): {
    readonly port?: string;
    readonly data?: string;
    readonly engine?: string;
    readonly quotas?: string;
    readonly prices?: string;
    readonly control?: boolean;
    readonly "exit-when-idle"?: string;
} {
    try {
        const text = { type: "string" } as const;
        const control = { type: "boolean" } as const;
        const options = { port: text, data: text, engine: text, quotas: text, prices: text, control, "exit-when-idle": text };
        return parseArgs({ args: [...args], options }).values;
    } catch (error) {
        throw new BadOption(`${errorText(error)}\n${USAGE}`);
    }
}

function integerOf(option: string, value: string, most: number): number {
    if (!/^\d{1,7}$/.test(value) || Number(value) > most) {
        throw new BadOption(`${option} needs a whole number from 0 to ${most}: ${value}\n${USAGE}`);
    }
    return Number(value);
}
