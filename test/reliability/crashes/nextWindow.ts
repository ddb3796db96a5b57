import { setTimeout as sleep } from "node:timers/promises";
import { fileJournal } from "../../../src/adapters/journal/fileJournal.ts";
import { endpointOperations } from "../../../src/editor/operations/endpointOperations.ts";
import { interruptedOperations } from "../../../src/editor/operations/interruptedOperations.ts";
import type { startAwsPlace } from "../awsPlace.ts";

type Place = Awaited<ReturnType<typeof startAwsPlace>>;

const never = new AbortController().signal;

/** The window after a crash: it finds what was interrupted, and answers the question about a deployment. Ends when the journal is empty. */
export async function nextWindow({ connected }: Place, directory: string, answer: "Resume" | "Remove What Was Made") {
    const asked: string[] = [];
    const failures: unknown[] = [];
    const waiting = () => ({ now: () => performance.now(), rest: (signal: AbortSignal) => sleep(20, undefined, { signal }) });
    const journal = fileJournal({ directory, now: () => new Date(), warn: (message) => failures.push(message) });
    const shared = {
        journal,
        hostingIn: connected.hostingIn,
        quietHostingIn: connected.quietly.hostingIn,
        accountOf: async () => "123456789012",
        log() {},
        report: (error: unknown) => failures.push(error),
        onChange() {},
        onLong() {},
        isNewRole: async () => false,
    };
    const operations = endpointOperations({ ...shared, soon: waiting, later: waiting, closing: never });
    const interrupted = interruptedOperations({
        ...shared,
        operations,
        waiting: waiting(),
        ask: {
            async warn(message) {
                asked.push(message);
                return answer;
            },
            tell: async () => undefined,
            pick: async () => undefined,
        },
        runningJob: async (one, name, signal) => {
            const all = await (await connected.jobsIn(one)).list(signal);
            return all.find((job) => job.name === name);
        },
        runCommand: async () => undefined,
    });
    await interrupted.reconcile(never);
    for (const until = Date.now() + 30_000; ;) {
        await sleep(20);
        const left = await journal.interrupted();
        if (left.length === 0 && !(await isBusy(directory))) {
            return { asked, failures };
        }
        if (Date.now() > until) {
            throw new Error(`The journal still has ${JSON.stringify(left)}: ${failures.map(String).join()}`);
        }
    }

    async function isBusy(folder: string): Promise<boolean> {
        const { readdir } = await import("node:fs/promises");
        return (await readdir(folder).catch(() => [])).some((name) => name.endsWith(".json"));
    }
}
