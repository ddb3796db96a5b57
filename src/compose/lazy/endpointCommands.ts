import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { projectDefaults } from "../../adapters/workspace/projectDefaults.ts";
import { sha256Of } from "../../adapters/workspace/files.ts";
import { requestText } from "../../core/copyAs/requestText.ts";
import { endpointDefaults, projectOf } from "../../core/endpoint/endpointDefaults.ts";
import type { Waiting } from "../../core/endpoint/waiting.ts";
import { NEW_ROLE_MS } from "../../core/job/onceRoleIsKnown.ts";
import { isRunning } from "../../core/job/trainingJob.ts";
import { LOCAL_ACCOUNT, LOCAL_ROLE, type Place } from "../../core/place.ts";
import type { Preflight } from "../../core/preflight/preflight.ts";
import { unlessGone } from "../../core/unlessGone.ts";
import { deleteEndpoint } from "../../editor/commands/endpoint/deleteEndpoint.ts";
import { deleteModel } from "../../editor/commands/endpoint/deleteModel.ts";
import { deployEndpoint } from "../../editor/commands/endpoint/deployEndpoint.ts";
import { deploySource } from "../../editor/commands/endpoint/deploySource.ts";
import { modelUpload } from "../../editor/commands/endpoint/modelUpload.ts";
import { findProjectFiles } from "../../editor/manifests.ts";
import { endpointOperations } from "../../editor/operations/endpointOperations.ts";
import { longNotice } from "../../editor/operations/longNotice.ts";
import { interruptedOperations } from "../../editor/operations/interruptedOperations.ts";
import { showRequestText } from "../../editor/requestDocument.ts";
import { readImage } from "../../editor/preflight/imageChecks.ts";
import { withProgress } from "../../editor/progress.ts";
import { settings } from "../../editor/settings.ts";
import { requireTrust } from "../../editor/trust.ts";
import { vscodeAsk as ask } from "../../editor/vscodeAsk.ts";
import { pickers } from "../pickers.ts";
import type { Shared } from "../shared.ts";
import type { Sidebar } from "../sidebar.ts";

/** Other parts that endpoints need. */
export interface EndpointNeeds {
    readonly sidebar: Pick<Sidebar, "refresh">;
    readonly preflight: Pick<Preflight, "endpoint">;
}

/** How often a place is looked at while something of it is waited for; the tree looks as often. */
const LATER_MS: Readonly<Record<Place["kind"], number>> = { local: 500, aws: 10_000 };
/** How often a place is tried again that could not be reached, for what an earlier window left. */
const AGAIN_MS = 60_000;
const SOON_MS: Readonly<Record<Place["kind"], number>> = { local: 100, aws: 2000 };

/**
 * Builds what deploys and deletes endpoints, and what brings to its end what an earlier window began; loaded with the first of these commands,
 * or when the journal has something.
 */
export function endpointCommands(shared: Shared, { sidebar: { refresh }, preflight }: EndpointNeeds) {
    const { context, connect, connectQuietly, place, journal, log, report, runCommand } = shared;
    const { jobsIn, modelsIn } = connect;
    const closing = new AbortController();
    context.subscriptions.push({ dispose: () => closing.abort() });
    const accountIn = (identityIn: typeof connect.identityIn) => async (one: Place, signal: AbortSignal) =>
        one.kind === "local" ? LOCAL_ACCOUNT : (await (await identityIn(one))(signal)).account;
    const operations = endpointOperations({
        journal,
        hostingIn: connect.hostingIn,
        quietHostingIn: connectQuietly.hostingIn,
        accountOf: accountIn(connect.identityIn),
        isNewRole: async (one, arn, signal) => {
            const role = await (await connect.rolesIn(one)).find(arn.replace(/^.*\//, ""), signal);
            return role !== undefined && Date.now() - role.createdAt < NEW_ROLE_MS;
        },
        soon: (one) => waitingOf(SOON_MS[one.kind]),
        later: (one) => waitingOf(LATER_MS[one.kind]),
        log: (message) => log.info(message),
        report,
        onChange: refresh,
        onLong: longNotice({
            ask,
            runCommand,
            streamsIn: connectQuietly.streamsIn,
            now: Date.now,
            closing: closing.signal,
        }),
        closing: closing.signal,
    });
    const runningJob = async (one: Place, name: string, signal: AbortSignal) => {
        const job = await unlessGone((await connectQuietly.jobsIn(one)).describe(name, signal));
        return job && isRunning(job) ? job : undefined;
    };
    const pickersIn = (where: Place) => pickers({ connect, place: () => where });
    const upload = modelUpload({ storeIn: connect.storeIn, accountOf: accountIn(connect.identityIn), sha256Of, ask });
    return {
        deploy: deployEndpoint({
            ...connect,
            ...upload,
            source: deploySource({ place, jobsIn, modelsIn, pickersIn, ask }),
            operations,
            preflight,
            defaults: async (stem) => {
                const project = projectOf(stem, await projectDefaults(await findProjectFiles()));
                return project === undefined ? {} : endpointDefaults(project.settings);
            },
            executionRole: (one) => (one.kind === "local" ? LOCAL_ROLE : settings.executionRole()),
            cudaOf: async (one, image, signal) => (await readImage(image, one, connect, signal)).config?.cuda,
            showRequest: (requests) => {
                const shown = requests.map(({ resource, input }) => ({
                    operation: OPERATIONS[resource],
                    input: JSON.parse(JSON.stringify(input)),
                }));
                return showRequestText(requests[0]?.name ?? "endpoint", requestText(shown));
            },
            sha256OfText: (text) => createHash("sha256").update(text).digest("hex"),
            ask,
            progress: withProgress,
            requireTrust,
        }),
        delete: deleteEndpoint({
            hostingIn: connect.hostingIn,
            operations,
            pick: pickers(shared).pickEndpoint,
            ask,
            progress: withProgress,
            refresh,
            report,
        }),
        deleteModel: deleteModel({
            hostingIn: connect.hostingIn,
            pick: pickers(shared).pickModel,
            ask,
            progress: withProgress,
            refresh,
        }),
        interrupted: interruptedOperations({
            journal,
            operations,
            hostingIn: connectQuietly.hostingIn,
            waiting: waitingOf(AGAIN_MS),
            accountOf: accountIn(connectQuietly.identityIn),
            ask,
            log: (message) => log.info(message),
            report,
            onChange: refresh,
            runningJob,
            runCommand,
        }),
    };
}

const OPERATIONS = { model: "CreateModel", endpointConfig: "CreateEndpointConfig", endpoint: "CreateEndpoint" } as const;

function waitingOf(ms: number): Waiting {
    return { now: () => performance.now(), rest: (signal) => sleep(ms, undefined, { signal }) };
}
