import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Connections } from "../../src/adapters/aws/connections.ts";
import { type DeletionPlan, planDeletion } from "../../src/core/endpoint/deletion.ts";
import type { Deployment } from "../../src/core/endpoint/deployment.ts";
import type { Journal } from "../../src/core/journal/journal.ts";
import { LOCAL, LOCAL_ACCOUNT, type Place } from "../../src/core/place.ts";
import { type EndpointOperations, endpointOperations } from "../../src/editor/operations/endpointOperations.ts";
import { fakeJournal } from "../core/fakes/fakeJournal.ts";

const never = new AbortController().signal;

interface Options {
    readonly place?: Place;
    readonly account?: string;
    readonly journal?: Journal;
    readonly restMs?: number;
}

/** Deploys to and deletes from a place as the commands do, without their questions. */
export function deployments({ hostingIn }: Pick<Connections, "hostingIn">, options: Options = {}) {
    const { place = LOCAL, account = LOCAL_ACCOUNT, journal = fakeJournal(), restMs = 20 } = options;
    const waiting = () => ({
        now: () => performance.now(),
        rest: (signal: AbortSignal) => sleep(restMs, undefined, { signal }),
    });
    const failures: unknown[] = [];
    const operations: EndpointOperations = endpointOperations({
        journal,
        hostingIn,
        quietHostingIn: hostingIn,
        accountOf: async () => account,
        soon: waiting,
        later: waiting,
        log() {},
        report: (error) => failures.push(error),
        onChange() {},
        onLong() {},
        isNewRole: async () => false,
        closing: never,
    });
    return {
        operations,
        /** What went wrong behind the scenes. */
        failures,
        deploy: (spec: Omit<Deployment, "specHash">, signal = never) => {
            const specHash = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
            return operations.deploy(place, { ...spec, specHash }, () => {}, signal);
        },
        /** Answers what went with it. */
        async delete(name: string): Promise<DeletionPlan | undefined> {
            const plan = await planDeletion(name, await hostingIn(place), never);
            if (plan !== undefined) {
                await operations.delete(place, { ...plan, logGroup: undefined }, () => {}, never);
            }
            return plan;
        },
    };
}
