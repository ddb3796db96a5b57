import { setTimeout as delay } from "node:timers/promises";
import { type EngineAnswer, engineCommand } from "../engine/engineCommand.ts";
import type { Launch } from "./runner.ts";

/** A container may still come into being when the command that asked for it was killed. */
const LATE_MS = 1500;

/** For so long a container is tried to be removed from an engine that does not answer; one that comes back has ended it by itself. */
const REMOVAL_MS = 10 * 60_000;
const REMOVAL_RETRY_MS = 2000;

const START_MS = 20_000;
const START_CHECK_MS = 50;

/**
 * Waits until a container runs, for as long as it takes on a busy machine but not for ever. A published port takes connections before that,
 * when nobody in the container's network answers yet: one that comes so early, and all that follow it, hang for a second.
 */
export async function untilRunning(launch: Launch, signal: AbortSignal): Promise<void> {
    const end = Date.now() + START_MS;
    while (Date.now() < end) {
        const { stdout } = await inspectContainer(launch, "{{.State.Running}}");
        signal.throwIfAborted();
        if (stdout.trim() === "true") {
            return;
        }
        await delay(START_CHECK_MS, undefined, { signal });
    }
}

/** Removes a container, running or not, with the volumes that its image made it have, and says whether nothing is left of it: false while the engine does not answer. */
export async function removeContainer(launch: Launch): Promise<boolean> {
    for (const end = Date.now() + LATE_MS; ; await delay(300)) {
        const answer = await ask(launch, "rm", "--force", "--volumes", launch.container ?? "");
        const isMissing = isMissingContainer(answer);
        if (answer.code !== 0 && !isMissing && !/removal of container .* is already in progress/i.test(answer.stderr)) {
            return false;
        }
        if (!isMissing || Date.now() > end) {
            return true;
        }
    }
}

/** Tries again to remove a container, until the engine answers or is given up. */
export async function keepRemovingContainer(launch: Launch): Promise<void> {
    for (const end = Date.now() + REMOVAL_MS; Date.now() < end;) {
        await delay(REMOVAL_RETRY_MS);
        if (await removeContainer(launch)) {
            return;
        }
    }
}

/** Whether an engine says that it has no such container. */
export function isMissingContainer({ stderr }: Pick<EngineAnswer, "stderr">): boolean {
    return /no such container|no container with (?:name|id)/i.test(stderr);
}

/** What an engine says of a launch's container, in the form of a Go template. */
export async function inspectContainer(launch: Launch, format: string): Promise<EngineAnswer> {
    return ask(launch, "container", "inspect", `--format=${format}`, launch.container ?? "");
}

async function ask(launch: Launch, ...args: readonly string[]): Promise<EngineAnswer> {
    return engineCommand(launch.program, args, launch.environment);
}
