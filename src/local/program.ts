import fs from "node:fs";
import path from "node:path";
import { LOCK_FILE } from "../core/localServer.ts";
import { runtime } from "./runtime.ts";
import { lockHolder } from "../system/lock.ts";
import { BadOption, type Options, parseOptions } from "./server/options.ts";
import { DataDirectoryTaken, type ServerHolder, type RunningServer, startServer } from "./server/startServer.ts";
import { errorText } from "../core/text/errorText.ts";
import { systemCode } from "../system/systemCode.ts";

/** Longest time that ending takes; what is not done by then is found again by the next server. */
const STOP_DEADLINE_MS = 15_000;
const IDLE_CHECK_MS = 1000;

const program = path.resolve(process.argv[1] ?? "");

/** Runs the server until it is told to end or has nothing left to do; its composition root. */
export async function runServer(): Promise<void> {
    let options: Options | undefined;
    try {
        options = parseOptions(process.argv.slice(2), process.env);
        const server = await startServer({
            ...options,
            version: ownVersion(),
            program: [process.execPath, program],
            runtimeOf: runtime,
            report: (failure) => console.error(failure instanceof Error ? failure.stack : failure),
        });
        endOnSignals(server);
        endWhenIdle(server, options.idleLimitMs);
        console.log(`Local SageMaker listening on ${server.url}`);
    } catch (error) {
        process.exitCode = explain(error, options);
    }
}

/** Says why the server did not start, and answers the exit code: 3 when another one runs that can be used instead. */
function explain(error: unknown, options: Options | undefined): number {
    const holder = options && lockHolder<ServerHolder>(path.join(options.dataDirectory, LOCK_FILE));
    if (error instanceof DataDirectoryTaken) {
        console.error(error.message);
        return 3;
    }
    if (systemCode(error) === "EADDRINUSE" && holder !== undefined) {
        console.error(new DataDirectoryTaken(holder).message);
        return 3;
    }
    if (systemCode(error) === "EADDRINUSE") {
        console.error(
            `Port ${options?.port} is in use by another program. Choose another one with --port, or --port 0 for any free one.`,
        );
    } else if (systemCode(error) === "EACCES" && options !== undefined) {
        console.error(
            `Local SageMaker may not use port ${options.port} or may not write to ${options.dataDirectory}: ${String(error)}`,
        );
    } else if (error instanceof BadOption) {
        console.error(error.message);
    } else {
        console.error(`Local SageMaker could not start. ${errorText(error)}`);
    }
    return 1;
}

function endOnSignals(server: RunningServer): void {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
        process.once(signal, () => void end(server));
    }
}

function endWhenIdle(server: RunningServer, limitMs: number | undefined): void {
    if (limitMs !== undefined) {
        const timer = setInterval(() => {
            if (server.isIdle(limitMs)) {
                clearInterval(timer);
                void end(server);
            }
        }, IDLE_CHECK_MS);
    }
}

async function end(server: RunningServer): Promise<void> {
    setTimeout(() => process.exit(1), STOP_DEADLINE_MS).unref();
    try {
        await server.stop();
        process.exit(0);
    } catch (error) {
        console.error(`Local SageMaker did not end as it should. ${String(error)}`);
        process.exit(1);
    }
}

/** The version of the extension that this program comes with; its manifest lies two folders up, in the source and in the package. */
function ownVersion(): string {
    const manifest: { version?: string } = JSON.parse(
        fs.readFileSync(path.resolve(path.dirname(program), "../../package.json"), "utf8"),
    );
    return manifest.version ?? "unknown";
}
