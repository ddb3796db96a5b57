import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { localDataDirectory } from "../../core/localServer.ts";
import { errorText } from "../errorText.ts";

/** How Local SageMaker is started by hand or by the extension. */
export interface Options {
    /** 0 for any free one. */
    readonly port: number;
    readonly dataDirectory: string;
    /** Milliseconds without a request and without anything running after which the server ends; undefined for never. */
    readonly idleLimitMs: number | undefined;
}

/** An option that cannot be used. */
export class BadOption extends Error {}

const USAGE = "Usage: [--port N] [--data DIRECTORY] [--exit-when-idle SECONDS]";

/** Reads command-line arguments. */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options {
    const values = parseValues(args);
    const data = values.data ?? localDataDirectory(process.platform, env, os.homedir());
    const idleSeconds = values["exit-when-idle"];
    return {
        port: integerOf("--port", values.port ?? "0", 65_535),
        dataDirectory: path.resolve(data),
        idleLimitMs: idleSeconds === undefined ? undefined : integerOf("--exit-when-idle", idleSeconds, 1_000_000) * 1000,
    };
}

function parseValues(args: readonly string[]): {
    readonly port?: string;
    readonly data?: string;
    readonly "exit-when-idle"?: string;
} {
    try {
        const options = { port: { type: "string" }, data: { type: "string" }, "exit-when-idle": { type: "string" } } as const;
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
