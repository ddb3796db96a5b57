import { type DeletionPlan, planDeletion } from "../../../core/endpoint/deletion.ts";
import { type Endpoint, isSettling } from "../../../core/endpoint/endpoint.ts";
import type { Spared } from "../../../core/endpoint/deleteWithDependants.ts";
import type { Hosting } from "../../../core/endpoint/hosting.ts";
import { once } from "../../../core/once.ts";
import { type Place, placeName } from "../../../core/place.ts";
import type { Ask } from "../../ask.ts";
import { isAbort } from "../../ending.ts";
import type { EndpointOperations } from "../../operations/endpointOperations.ts";
import type { Progress } from "../../progress.ts";
import type { EndpointNode } from "../../tree/nodes.ts";
import type { PickResource } from "../pickResource.ts";

interface Needs {
    readonly hostingIn: (place: Place) => Promise<Hosting>;
    readonly operations: Pick<EndpointOperations, "delete">;
    readonly pick: PickResource<Endpoint>;
    readonly ask: Pick<Ask, "choose" | "tell">;
    readonly progress: Progress;
    readonly refresh: () => void;
    /** Tells of a failure that nobody waits for. */
    readonly report: (error: unknown) => void;
}

const DELETE = "Delete";
const WITH_LOG = "Delete with Its Log";
const REST = "Delete What Is Left";

/** Deletes an endpoint with what only it uses, after all that goes was named. One that is gone already counts as deleted. */
export function deleteEndpoint({ hostingIn, operations, pick, ask, progress, refresh, report: reportError }: Needs) {
    return async (signal: AbortSignal, node?: EndpointNode): Promise<void> => {
        const target = await pick(DELETABLE, signal, node && { place: node.place, resource: node.endpoint });
        if (target === undefined) {
            return;
        }
        const { place, resource } = target;
        const plan = await progress(`Looking for what else uses what ${resource.name} stands on`, async (cancelled) =>
            planDeletion(resource.name, await hostingIn(place), AbortSignal.any([signal, cancelled])),
        );
        if (plan === undefined) {
            refresh();
            return;
        }
        const buttons = plan.logGroup === undefined ? [DELETE] : [DELETE, WITH_LOG];
        const question = `Delete endpoint "${resource.name}" on ${placeName(place)}?`;
        const pressed = await ask.choose(question, detailOf(plan, resource, place), buttons);
        if (pressed !== undefined) {
            await carryOut(place, pressed === WITH_LOG ? plan : { ...plan, logGroup: undefined }, resource, signal);
        }
    };

    async function carryOut(place: Place, plan: DeletionPlan, endpoint: Endpoint, signal: AbortSignal): Promise<void> {
        if (isSettling(endpoint)) {
            // It may take an hour until SageMaker lets it be deleted; the journal keeps it in mind.
            const outlook = `${endpoint.name} is deleted as soon as SageMaker is done ${DOING[endpoint.status] ?? "with it"}.`;
            const tell = once(async () => ask.tell(outlook));
            operations
                .delete(place, plan, () => void tell(), signal)
                .then((spared) => tellSpared(spared, endpoint))
                .catch((error: unknown) => signal.aborted || reportError(error));
            return;
        }
        try {
            const spared = await progress(`Deleting ${endpoint.name}`, (cancelled, report) =>
                operations.delete(place, plan, report, AbortSignal.any([signal, cancelled])),
            );
            await tellSpared(spared, endpoint);
        } catch (error) {
            if (!isAbort(error) || signal.aborted) {
                throw error;
            }
            // Without its endpoint nothing in the tree leads to a config any more.
            if ((await ask.tell(cancelledText(plan, place), REST)) === REST) {
                await carryOut(place, plan, endpoint, signal);
            }
        }
    }

    async function tellSpared(spared: readonly Spared[], { name: endpoint }: Endpoint): Promise<void> {
        if (spared.length > 0) {
            const kept = spared.map(({ name, why }) => `${name} is kept because ${why}.`).join(" ");
            await ask.tell(`Endpoint ${endpoint} is deleted. ${kept}`);
        }
    }
}

function cancelledText(plan: DeletionPlan, place: Place): string {
    const all = [
        `endpoint ${plan.endpoint.name}`,
        ...(plan.config === undefined ? [] : [`endpoint config ${plan.config.name}`]),
        ...plan.models.map(({ name }) => `model ${name}`),
    ].join(", ");
    return `The deletion on ${placeName(place)} was cancelled. What had not gone yet stays, of: ${all}.`;
}

const DOING: Readonly<Record<string, string>> = {
    Creating: "creating it",
    Updating: "updating it",
    RollingBack: "rolling it back",
};

/** All that goes and all that stays. */
function detailOf(plan: DeletionPlan, endpoint: Endpoint, place: Place): string {
    const lines = [
        ...plan.inferenceComponents.map((name) => `Inference component: ${name}`),
        ...(plan.config === undefined ? [] : [`Endpoint config: ${plan.config.name}`]),
        ...plan.models.map(({ name }) => `Model: ${name}`),
    ];
    const goes = lines.length === 0 ? [] : ["With it go:", ...lines, ""];
    const doubts = [
        ...(plan.config?.mayHaveOlderUsers === true ? [doubt("endpoint", `endpoint config ${plan.config.name}`)] : []),
        ...plan.models.flatMap(({ name, mayHaveOlderUsers }) =>
            mayHaveOlderUsers === true ? [doubt("endpoint config", `model ${name}`)] : [],
        ),
    ];
    const stays = plan.kept.map(({ kind, name, why }) => `${WORDS[kind]} ${name} is kept: ${why}.`);
    const waits = isSettling(endpoint) && endpoint.status !== "Deleting" ? [waitsFor(endpoint, place)] : [];
    return [...goes, ...doubts, ...stays, keptText(plan), ...waits].join("\n");
}

function doubt(user: string, used: string): string {
    return `Not every older ${user} could be looked at: one of them may use ${used}.`;
}

function waitsFor({ status, createdAt }: Endpoint, { kind }: Place): string {
    const billed = kind === "aws" ? " Until then its instances are billed." : "";
    return `It is ${status} since ${createdAt.toLocaleTimeString()}; SageMaker deletes it only after that.${billed}`;
}

const WORDS = { model: "Model", endpointConfig: "Endpoint config", endpoint: "Endpoint" } as const;

function keptText({ logGroup }: DeletionPlan): string {
    const kept = "The training job, its model artifact, the image and the log are kept";
    return logGroup === undefined ? `${kept}.` : `${kept}, the log unless you choose "${WITH_LOG}".`;
}

const DELETABLE = { title: "Delete which endpoint?", isWanted: isDeletable, none: "There is no endpoint to delete." };

function isDeletable({ status }: Endpoint): boolean {
    return status !== "Deleting";
}
