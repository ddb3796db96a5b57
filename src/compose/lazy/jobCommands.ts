import { withScratchFolder } from "../../adapters/workspace/scratch.ts";
import { isProcessImage, parseImageReference } from "../../core/image/imageReference.ts";
import type { TrainingJob } from "../../core/job/trainingJob.ts";
import { planOfRequest } from "../../core/job/repeatableRequest.ts";
import { LOCAL_ROLE, type Place } from "../../core/place.ts";
import { copyRequest } from "../../editor/commands/copyRequest.ts";
import type { PickResource } from "../../editor/commands/pickResource.ts";
import { projectOfJob } from "../../editor/commands/launch/projectOfJob.ts";
import { AGAIN, runAgain } from "../../editor/commands/launch/runAgain.ts";
import { runJobLocally } from "../../editor/commands/launch/runJobLocally.ts";
import { withProgress } from "../../editor/progress.ts";
import { textInFront } from "../../editor/requestDocument.ts";
import { requireTrust } from "../../editor/trust.ts";
import type { TrainingJobNode } from "../../editor/tree/nodes.ts";
import { vscodeAsk as ask } from "../../editor/vscodeAsk.ts";
import type { ImageParts } from "../images.ts";
import { type LaunchParts, launches } from "./launches.ts";
import type { Shared } from "../shared.ts";
import type { Sidebar } from "../sidebar.ts";

interface Parts extends LaunchParts {
    readonly images: ImageParts;
    readonly selected: Sidebar["selected"];
    readonly pickJob: PickResource<TrainingJob>;
}

/** Builds what launches jobs, runs them again and copies their requests; loaded with the first of these commands. */
export function jobCommands(shared: Shared, parts: Parts) {
    const { connect, place, server, writeClipboard } = shared;
    const { jobsIn, identityIn, storeIn, repositoriesIn, endpointRequestsIn } = connect;
    const { pickJob: pick, images, preflight, selected } = parts;
    const launching = launches(shared, parts);
    const { start, started, showRequest, sha256OfText, now } = launching;
    const common = { jobsIn, pick, start, ask, progress: withProgress, now, onStarted: started, sha256OfText, requireTrust };

    /** What Local SageMaker can find: a process image as it is, an image of ECR by its digest in this machine's engine. */
    async function fetchImage(from: Place, image: string, signal: AbortSignal): Promise<string | undefined> {
        const parsed = parseImageReference(image);
        if (isProcessImage(image) || parsed?.registry === undefined || from.kind === "local") {
            return image;
        }
        const { registry, repository } = parsed;
        const stored = await (await repositoriesIn(from)).manifest(repository, parsed.digest ?? parsed.tag ?? "latest", signal);
        const digest = parsed.digest ?? stored?.digest ?? "";
        const reference = `${registry}/${repository}@${digest}`;
        const isHere = await images.fetch(signal, { kind: "repositoryImage", place: from, repository, digest, reference });
        return isHere ? reference : undefined;
    }

    async function againWithChanges(signal: AbortSignal, node?: TrainingJobNode): Promise<void> {
        requireTrust();
        const target = await pick(AGAIN, signal, node && { place: node.place, resource: node.job });
        if (target === undefined) {
            return;
        }
        const basis = await withProgress(`Training job ${target.resource.name}`, async (cancelled) =>
            (await jobsIn(target.place)).requestOf(target.resource.name, AbortSignal.any([signal, cancelled])),
        );
        const plan = planOfRequest(basis);
        const again = { project: projectOfJob(plan), basis };
        await launching.launch({ place: target.place, again })(signal, { image: { reference: plan.image } }, "launch");
    }

    return {
        launch: launching.launch,
        resume: launching.resume,
        again: runAgain({ ...common, identityIn, preflight, showRequest }),
        againWithChanges,
        runLocal: runJobLocally({
            ...common,
            storeIn,
            fetchImage,
            withFolder: withScratchFolder,
            roleArn: LOCAL_ROLE,
            os: process.platform,
        }),
        copy: copyRequest({
            jobRequests: async (at, name, signal) => {
                const input = JSON.parse(JSON.stringify(await (await jobsIn(at)).requestOf(name, signal)));
                return [{ operation: "CreateTrainingJob", input }];
            },
            endpointRequests: async (at, name, signal) => (await endpointRequestsIn(at))(name, signal),
            textInFront,
            callerAt: async (at) => ({
                region: at.region,
                profile: at.kind === "aws" ? at.profile : "",
                endpointUrl: at.kind === "local" ? await server.url() : undefined,
            }),
            place,
            selected,
            writeClipboard,
            ask,
        }),
    };
}
